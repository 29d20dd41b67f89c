"""Every clause of the packs of the process industry fails on a changed completed copy.

A pack may have several examples (urea and phosphate, four routes to hydrogen): each clause is shown
on one at least, and a copy on which its failing edits fit turns nothing else there.
"""

from __future__ import annotations

from functools import cache

import pytest
from completed import as_completed, completed, names, verdicts
from mutations import ALSO

from pcf.project.raw_edit import EditError
from pcf.rules.pack import Clause, Pack
from pcf.rules.packs import registry

EXAMPLES = {
    "aluminium": ("aluminium-electrolytic",),
    "ammonia": ("ammonia",),
    "calcium-carbide": ("calcium-carbide",),
    "cement": ("cement",),
    "ethylene": ("ethylene",),
    "fertiliser": ("fertiliser-urea", "fertiliser-dap"),
    "glass": ("glass-flat", "glass-container"),
    "hydrogen": ("hydrogen-gas", "hydrogen-coal", "hydrogen-electrolysis", "hydrogen-byproduct"),
    "lime": ("lime",),
    "methanol": ("methanol",),
    "steel": ("steel-bf-bof", "steel-eaf"),
}
_OPEN = ("fail", "judgement")


def turned(clause: Clause, pack: Pack, example: str) -> set[str] | None:
    """Clauses that newly fail with the failing edits; None where the edits do not fit."""
    try:
        found = verdicts(pack, completed(example).model, clause.failing)
    except EditError:
        return None
    base = as_completed(example, pack.id)
    asks = "judgement" in (clause.severity, clause.check)
    if found[clause.code].outcome not in (_OPEN if asks else ("fail",)):
        return None
    return {
        code
        for code, verdict in found.items()
        if verdict.outcome in _OPEN and verdict.outcome != base[code].outcome
    }


@cache
def shown(family: str) -> dict[str, list[set[str]]]:
    """By own clause of a pack, what its failing edits turn on each example where they fit."""
    pack = registry().pack(family)
    made: dict[str, list[set[str]]] = {}
    for clause in pack.own_clauses:
        tried = [turned(clause, pack, example) for example in EXAMPLES[family]]
        made[clause.code] = [codes for codes in tried if codes is not None]
    return made


def test_every_example_of_a_family_has_a_completed_copy_that_passes_its_pack() -> None:
    for family, examples in EXAMPLES.items():
        for example in examples:
            assert example in names()
            assert set(completed(example).packs) >= {"gbt24067", family}


@pytest.mark.parametrize("family", EXAMPLES)
def test_every_own_clause_fails_on_a_changed_completed_copy(family: str) -> None:
    assert [code for code, tried in shown(family).items() if not tried] == []


@pytest.mark.parametrize("family", EXAMPLES)
def test_no_other_clause_fails_beside_it(family: str) -> None:
    pack = registry().pack(family)
    beside: dict[str, set[str]] = {}
    for clause in pack.own_clauses:
        expected = {clause.code, *clause.failing.also, *ALSO.get(clause.code, ())}
        others = set().union(*shown(family)[clause.code]) - expected
        if others:
            beside[clause.code] = others
    assert beside == {}
