"""What stands side by side: results with their rounded values, and which of them are comparable.

Two results are comparable when unit, functional unit, product family, boundary, method, rules and
backgrounds are the same (ISO 14067 Annex B asks for it). Results that are not stand in groups of
their own: no difference, order or common scale is ever shown across groups.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pcf.calc.compare import compare
from pcf.documents.names import pick
from pcf.documents.rounding import RoundedPart, RoundedResult, at_place
from pcf.i18n import Language, phrase
from pcf.plain import PlainData

#: What differs between two results: what, in one, in the other.
Reason = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Member:
    """A result of the portfolio.

    folder
        Folder of its project, as it was given; empty for the one that the call is about.
    scenario, target
        Empty for the project as it is.
    rules
        Id of the rule pack of its target; empty without one.
    stamp
        Digest of the project folder, and of its lock (empty without one).
    open
        Findings at error and at warning level.
    """

    folder: str
    scenario: str
    target: str
    rules: str
    rounded: RoundedResult
    stamp: tuple[str, str]
    open: tuple[int, int]

    @property
    def family(self) -> str:
        """Product family that the project states."""
        return self.rounded.footprint.solved.linked.model.product.family

    @property
    def scope(self) -> str:
        """Words of ``pcf explain`` after an address."""
        words = [*(("-C", shlex.quote(self.folder)) if self.folder else ())]
        words += ["--scenario", self.scenario] if self.scenario else []
        words += ["--target", self.target] if self.target else []
        return " ".join(words)

    def product(self, lang: Language) -> str:
        """Name of the product."""
        found = self.rounded.footprint
        return pick(found.product_zh, found.product_en, lang) or found.project

    def case(self, lang: Language) -> str:
        """Scenario or target that the result is of; empty for the project as it is."""
        if self.scenario:
            return phrase("portfolio_scenario", lang, name=self.scenario)
        return phrase("portfolio_target", lang, name=self.target) if self.target else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Results that may be compared with each other; `members` are positions in the portfolio."""

    name: str
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Portfolio(PlainData):
    """Results side by side, in groups of comparable ones.

    differing
        What differs between groups: what, and its value in each group.
    """

    members: tuple[Member, ...]
    groups: tuple[Group, ...]
    differing: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def comparable(self) -> bool:
        """Whether every result may be compared with every other."""
        return len(self.groups) < 2

    def group_of(self, position: int) -> Group:
        """Group of a member."""
        return next(group for group in self.groups if position in group.members)

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf portfolio --format json``."""
        names = [group.name for group in self.groups]
        return {
            "comparable": self.comparable,
            "members": [
                {
                    "product": member.product(lang),
                    "folder": member.folder,
                    "scenario": member.scenario or None,
                    "target": member.target or None,
                    "group": self.group_of(at).name,
                    "total": _json(member.rounded.total),
                    "stages": [_json(part) for part in member.rounded.stages.parts],
                    "gases": [_json(part) for part in member.rounded.gases.parts],
                }
                for at, member in enumerate(self.members)
            ],
            "differing": [
                {
                    "what": what,
                    "values": dict(zip(names, told, strict=True)),
                }
                for what, told in self.differing
            ],
        }


def _json(part: RoundedPart) -> dict[str, Any]:
    return {
        "address": part.address,
        "value": part.exact,
        "rounded": part.text,
        "unit": part.unit,
        "share": part.share,
    }


def portfolio_of(members: Sequence[Member]) -> Portfolio:
    """Put results side by side, each into the first group that it may be compared with."""
    groups: list[list[int]] = []
    for position, member in enumerate(members):
        home = next((g for g in groups if not reasons(members[g[0]], member)), None)
        if home is None:
            groups.append([position])
        else:
            home.append(position)
    firsts = [members[group[0]] for group in groups]
    members = _at_one_place(members, groups)
    named = tuple(Group(_letters(at), tuple(group)) for at, group in enumerate(groups))
    return Portfolio(tuple(members), named, _differing(firsts))


def reasons(a: Member, b: Member) -> tuple[Reason, ...]:
    """Say what keeps two results from being compared; empty when they may be."""
    one, other = a.rounded.footprint, b.rounded.footprint
    facts = (
        ("portfolio_function", one.unit_en or one.unit_zh, other.unit_en or other.unit_zh),
        ("portfolio_family", a.family, b.family),
        ("portfolio_rules", a.rules, b.rules),
        ("stages", _stages(a), _stages(b)),
    )
    told = compare(_bare(a), _bare(b)).reasons
    return (*told, *(fact for fact in facts if fact[1] != fact[2]))


def _stages(member: Member) -> str:
    return ", ".join(part.id for part in member.rounded.stages.parts)


def _bare(member: Member) -> Any:
    """Result without its rows: only what it is made by is compared."""
    return replace(member.rounded.footprint, rows=())


def _at_one_place(members: Sequence[Member], groups: Sequence[list[int]]) -> list[Member]:
    """Results of a group end at one place: the finest of theirs."""
    made = list(members)
    for group in groups:
        printed = [made[at].rounded.printed for at in group]
        place = min((one.place for one in printed if not one.alone), default=Decimal(1))
        for at in group:
            made[at] = replace(made[at], rounded=at_place(made[at].rounded, place))
    return made


def _differing(firsts: Sequence[Member]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if len(firsts) < 2:
        return ()
    found = [{what: (a, b) for what, a, b in reasons(firsts[0], other)} for other in firsts[1:]]
    keys = dict.fromkeys(key for facts in found for key in facts)
    made = []
    for key in keys:
        own = next(facts[key][0] for facts in found if key in facts)
        made.append((key, (own, *(facts[key][1] if key in facts else own for facts in found))))
    return tuple(made)


def _letters(number: int) -> str:
    """Name of a group: A, B … Z, AA, AB and so on."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
