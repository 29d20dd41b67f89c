"""A plan: what a target changes of the project, as ordered groups of overrides.

The groups stand in the order in which `pcf.targets.reconcile` walks from one target to another.
A group is empty where the target leaves the project as it is, so that the plan of a target that
changes nothing is the project itself, bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from pcf.findings import Finding
from pcf.model.target import Target
from pcf.project.overrides import Override
from pcf.project.raw import RawProject
from pcf.project.raw_edit import gone_with, plain_address
from pcf.rules.pack import Pack
from pcf.targets.result import Setting

GroupName = Literal[
    "unit", "boundary", "stage_map", "end_of_life", "electricity", "gwp_set", "biogenic",
    "cut_off", "data",
]  # fmt: skip
#: Order of the groups, and of a reconciliation.
GROUPS: tuple[GroupName, ...] = get_args(GroupName)


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one kind, and the settings that they stand for."""

    name: GroupName
    overrides: tuple[Override, ...] = ()
    settings: tuple[Setting, ...] = ()

    @property
    def changes(self) -> tuple[tuple[str, str, object], ...]:
        """What is changed, without the places where it is stated."""
        return tuple((o.kind, o.address, o.value) for o in self.overrides)


@dataclass(frozen=True, slots=True)
class Omission:
    """What a plan leaves out: because of the boundary, or as a cut-off."""

    address: str
    reason_zh: str
    reason_en: str
    group: GroupName


@dataclass(frozen=True, slots=True)
class Plan:
    """A target, compiled.

    id
        Name of the target; ``base`` for the project as it is, which has neither target nor pack.
    groups
        Every group of `GROUPS`, in that order.
    omissions
        Rows and processes that it leaves out.
    findings
        Warnings met when it was made.
    """

    id: str
    target: Target | None
    pack: Pack | None
    groups: tuple[Group, ...]
    omissions: tuple[Omission, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def settings(self) -> tuple[Setting, ...]:
        """Every decided setting, in the order of the groups."""
        return tuple(setting for group in self.groups for setting in group.settings)

    def group(self, name: GroupName) -> Group:
        """Group by its name."""
        return self.groups[GROUPS.index(name)]

    def without(self, *names: GroupName) -> tuple[Group, ...]:
        """Give the groups, those of the given names emptied."""
        return tuple(Group(g.name) if g.name in names else g for g in self.groups)


def overrides_of(groups: Sequence[Group], raw: RawProject) -> tuple[Override, ...]:
    """Give the overrides of groups that may come from several plans.

    What one plan has dropped can neither be dropped again nor changed by another one.
    """
    gone: set[str] = set()
    made: list[Override] = []
    for change in (override for group in groups for override in group.overrides):
        address = plain_address(change.address)
        if _is_gone(address, gone, swapped=change.kind == "swap"):
            continue
        if change.kind == "drop":
            gone.update(gone_with(raw, address))
        made.append(change)
    return tuple(made)


def _is_gone(address: str, gone: Iterable[str], *, swapped: bool) -> bool:
    return any(
        address == item
        or address.startswith(f"{item}.")
        or (swapped and item.partition(".")[2] == address)
        for item in gone
    )
