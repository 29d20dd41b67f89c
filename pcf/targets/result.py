"""What a target gives: the footprint under its rule, and who decided each setting of the method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pcf.calc.footprint import Footprint, Part
from pcf.i18n import Language
from pcf.plain import PlainData
from pcf.rules.pack import Pack

DecidedBy = Literal["target", "pack", "project"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One decided setting.

    key
        ``gwp_set``, ``end_of_life``, ``boundary``, ``stages``, ``parameters.NAME`` ...
    decided_by
        Who decided it: the target itself, its rule pack, or the project.
    """

    key: str
    value: str
    decided_by: DecidedBy


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row or process that the target leaves out.

    value
        kg CO2e per functional unit that it carried, cradle to gate, before it was left out; None
        when that could not be computed.
    name_zh, name_en
        Names of the row or process; empty for one that has none.
    """

    address: str
    reason_zh: str
    reason_en: str
    value: float | None
    name_zh: str = ""
    name_en: str = ""

    def reason(self, lang: Language) -> str:
        """Reason in a language."""
        return self.reason_zh if lang == "zh" else self.reason_en


@dataclass(frozen=True, slots=True)
class TargetResult(PlainData):
    """The footprint of a project under a target.

    id
        Name of the target in ``pcf.toml``.
    footprint
        The ordinary result object, under the target.
    stages
        Stages in the words and the order of the rule; they add up to ``footprint.total``.
    settings
        Every setting of the method with who decided it.
    left_out
        What the target leaves out, with reason and weight.
    """

    id: str
    pack: Pack
    footprint: Footprint
    stages: tuple[Part, ...]
    settings: tuple[Setting, ...]
    left_out: tuple[LeftOut, ...]

    def setting(self, key: str) -> Setting | None:
        """Setting by its key."""
        return next((s for s in self.settings if s.key == key), None)

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the data of ``pcf calc --target``: the footprint, and the target under it."""
        from pcf.targets.as_json import target_json

        return {**self.footprint.to_dict(lang), "target": target_json(self, lang)}
