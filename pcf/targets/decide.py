"""Who decides a setting: the target states it, else the pack allows one value, else the project."""

from __future__ import annotations

from dataclasses import dataclass

from pcf.findings import Finding, finding
from pcf.model import Model, Stage
from pcf.model.target import Target
from pcf.rules.pack import Pack
from pcf.suggest import nearest
from pcf.targets.result import DecidedBy, Setting

#: Settings of ``[method]`` that a pack may restrict to a list.
METHOD = ("end_of_life", "electricity", "gwp_set", "biogenic")
_BARRED: dict[str, tuple[Stage, ...]] = {
    "cradle-to-gate": ("use", "end_of_life"),
    "gate-to-gate": ("use", "end_of_life"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a setting may be and who says what."""

    key: str
    stated: str | None
    allowed: tuple[str, ...]
    own: str


class Decider:
    """Decides the settings of one target; what cannot be decided goes to `findings`."""

    def __init__(self, target: Target, pack: Pack, model: Model) -> None:
        self.target, self.pack, self.model = target, pack, model
        self.findings: list[Finding] = []

    def tell(self, code: str, key: str, **params: object) -> None:
        """Report a fault at a key of the target."""
        at = self.target.at(key)
        made = finding(code, at, node=self.target.id, **params)  # type: ignore[arg-type]
        self.findings.append(made)

    def decide(self, choice: Choice) -> Setting:
        """Decide one setting.

        ``TG004`` when the target states what the pack does not allow; ``TG005`` when nobody decides
        it: the pack allows several values and the project has none of them.
        """
        key, allowed = choice.key, choice.allowed
        if choice.stated is not None:
            if allowed and choice.stated not in allowed:
                near = nearest(choice.stated, allowed) or allowed[0]
                self.tell(
                    "TG004",
                    key,
                    field=key,
                    observed=choice.stated,
                    pack=self.pack.id,
                    expected=", ".join(allowed),
                    suggestion=f'{key} = "{near}"',
                )
            return Setting(key, choice.stated, "target")
        if len(allowed) == 1:
            return Setting(key, allowed[0], "pack")
        if allowed and choice.own not in allowed:
            self.tell(
                "TG005",
                key,
                field=key,
                observed=choice.own,
                pack=self.pack.id,
                expected=", ".join(allowed),
                suggestion=f'{key} = "{allowed[0]}"',
            )
        return Setting(key, choice.own, "project")

    def method(self, key: str) -> Setting:
        """Decide a setting of ``[method]``."""
        allowed = tuple(self.pack.settings.get("method", {}).get(key, ()))
        return self.decide(Choice(key, self.target.text(key), allowed, self.own_method(key)))

    def own_method(self, key: str) -> str:
        """Give what the project itself states."""
        return str(getattr(self.model.method, key) or "none")

    def open_loop_factor(self, end_of_life: Setting) -> Setting | None:
        """Factor A; only the open-loop formula has one, and it has no default."""
        if end_of_life.value != "open-loop":
            if "open_loop_factor" in self.target.values:
                self.tell(
                    "TG004",
                    "open_loop_factor",
                    field="open_loop_factor",
                    observed=f"{self.target.values['open_loop_factor'].value}",
                    pack=self.pack.id,
                    expected='end_of_life = "open-loop"',
                )
            return None
        stated = self.target.values.get("open_loop_factor")
        own = self.model.method.open_loop_factor
        if stated is not None:
            return Setting("open_loop_factor", f"{stated.value:.15g}", "target")
        if own is None:
            self.tell(
                "TG005",
                "open_loop_factor",
                field="open_loop_factor",
                observed="-",
                pack=self.pack.id,
                expected="0..1",
                suggestion="open_loop_factor = 0.5",
            )
            return None
        return Setting("open_loop_factor", f"{own:.15g}", "project")

    def boundary(self) -> Setting:
        """Decide the kind of the boundary."""
        kinds = tuple(self.pack.settings.get("boundary", {}).get("kinds", ()))
        return self.decide(
            Choice("boundary", self.target.text("boundary"), kinds, self.model.boundary.kind)
        )

    def stages(self, kind: str) -> tuple[tuple[Stage, ...], DecidedBy]:
        """Decide the stages: those of the project that the pack and the kind of boundary have."""
        own = self.model.boundary.stages
        listed = self.pack.settings.get("boundary", {}).get("stages", ())
        inside = tuple(s for s in own if not listed or s in listed)
        inside = tuple(s for s in inside if s not in _BARRED.get(kind, ()))
        stated = self.target.values.get("boundary_stages")
        if stated is not None and isinstance(stated.value, tuple):
            for stage in stated.value:
                if stage not in inside:
                    self.tell(
                        "TG004",
                        "boundary_stages",
                        field="boundary_stages",
                        observed=stage,
                        pack=self.pack.id,
                        expected=", ".join(inside),
                    )
            if kind == "cradle-to-grave" and listed:
                for stage in inside:
                    if stage not in stated.value:
                        self.tell("TG046", "boundary_stages", observed=stage, pack=self.pack.id)
            return tuple(s for s in own if s in stated.value), "target"
        if kind == "cradle-to-grave" and "end_of_life" not in inside:
            self.tell("TG025", "boundary", observed="end_of_life", pack=self.pack.id)
        return inside, "project" if inside == own else "pack"
