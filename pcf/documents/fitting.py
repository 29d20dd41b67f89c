"""Which target of a project a declaration sheet is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pcf.errors import PcfError, UsageError
from pcf.findings import finding

if TYPE_CHECKING:
    from pcf.model.target import Target
    from pcf.rules.pack import Pack
    from pcf.rules.packs import Registry

#: Parent of many packs, each with a sheet or rule of its own: only named is it meant.
_PARENT = "gbt24067"


class Targeted(Protocol):
    """What choosing a target needs of a project."""

    @property
    def rule_packs(self) -> Registry:
        """Rule packs of pcf, of the project and of the call."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """Targets of ``pcf.toml``."""


def fits(pack: Pack, root: str) -> bool:
    """Whether a pack is the root of a sheet, in any edition, or is built on it."""
    return root in {link.partition("@")[0] for link in pack.chain} | {pack.id}


def fitting_target(project: Targeted, kind: str, root: str) -> str:
    """Give the only target whose rule fits a sheet.

    Parameters
    ----------
    kind
        Word of the sheet after ``--as``.
    root
        Rule pack that the sheet is made of.

    Raises
    ------
    UsageError
        ``RP001`` no target fits; ``RP002`` several do; ``RP046`` those that do are under rules that
        merely contain the root, so that one has to be named.
    """
    below = [target for target in project.targets if _is_below(target.rules, root, project)]
    own = [t.id for t in below if root != _PARENT or t.rules.partition("@")[0] == root]
    if len(own) == 1:
        return own[0]
    if own:
        raise UsageError([finding("RP002", observed=", ".join(own), expected=kind,
                                  suggestion=f"--target {own[0]}")])  # fmt: skip
    if below:
        raise UsageError([finding("RP046", observed=", ".join(t.id for t in below), expected=root,
                                  suggestion=f"--target {below[0].id}")])  # fmt: skip
    raise UsageError([finding("RP001", observed=kind, expected=root)])


def _is_below(rules: str, root: str, project: Targeted) -> bool:
    if rules.partition("@")[0] == root:
        return True
    try:
        return fits(project.rule_packs.pack(rules), root)
    except PcfError:  # an unreadable pack fits nothing; computing its target tells the fault
        return False
