"""Test a rule pack by its own examples: each clause passes its conforming one and no failing one.

The examples are edits of a small model project beside the packs, or of an example project that the
pack names. Each project is read once; the edits are put into its text in memory, typed, linked and
solved. Equal edits are computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pcf.background import Background, open_background
from pcf.calc.calculate import Linked, link_model, solve_linked
from pcf.calc.consistency import with_electricity_findings
from pcf.calc.footprint import Footprint
from pcf.calc.result import footprint_of
from pcf.climate import load_factor_set
from pcf.errors import PcfError
from pcf.findings import Finding, Findings, finding
from pcf.location import data_root
from pcf.model import Model
from pcf.project.collect import Collector
from pcf.project.raw import RawProject, read_raw
from pcf.project.raw_edit import EditError
from pcf.project.reader import Reading, type_project
from pcf.rules.as_findings import to_findings
from pcf.rules.case import Case, as_far_as_it_goes
from pcf.rules.edits import apply_snippet
from pcf.rules.evaluate import Decision, Evaluator, Verdict
from pcf.rules.pack import Clause, ModelChoice, Pack, Snippet
from pcf.rules.packs import MODEL
from pcf.rules.subjects import Subjects

_FAILS: tuple[Decision, ...] = ("fail",)
_ASKS: tuple[Decision, ...] = ("fail", "judgement")


@dataclass(frozen=True, slots=True)
class ClauseTest:
    """How the examples of one clause went.

    conforming, failing
        Outcome of the clause; None when the example does not fit the model project.
    moved
        Other clauses that the failing example changes, with their new outcome.
    findings
        What is wrong with the examples; empty when both do what they are for.
    """

    code: str
    conforming: Decision | None
    failing: Decision | None
    moved: tuple[tuple[str, Decision], ...]
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether both examples do what they are for."""
        return not any(item.level == "error" for item in self.findings)


@dataclass(frozen=True, slots=True)
class PackTest:
    """Tests of one pack; `base` are the outcomes of the model project as it is."""

    pack: Pack
    base: tuple[Verdict, ...]
    clauses: tuple[ClauseTest, ...]

    @property
    def passed(self) -> bool:
        """Whether every clause passed."""
        return all(clause.passed for clause in self.clauses)


class Bench:
    """The projects on which examples run, each read once.

    Parameters
    ----------
    root
        Folder of the packs, with the model project ``_model`` in it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._raws: dict[str, RawProject] = {}
        self._known: dict[str, dict[str, Verdict]] = {}

    def raw(self, project: str) -> RawProject:
        """Text of a project; raises `PcfError` when it cannot be read."""
        if project not in self._raws:
            name = project.removeprefix("example:")
            examples = data_root("datasets") / "examples"
            own = self._root / MODEL
            model = own if own.is_dir() else data_root("product_rules") / MODEL
            folder = model if project == MODEL else examples / name
            collect = Collector()
            self._raws[project] = read_raw(folder, collect)
            if collect.has_errors:
                raise PcfError(collect.close())
        return self._raws[project]

    def case(self, model: ModelChoice, snippet: Snippet) -> Case:
        """Compute a project with the edits of the pack and of an example; raises `EditError`."""
        raw = apply_snippet(apply_snippet(self.raw(model.project), model.edits), snippet)
        return case_of(raw.folder, type_project(raw, Collector()))

    def verdicts(self, pack: Pack, model: ModelChoice, snippet: Snippet) -> dict[str, Verdict]:
        """Verdicts of a pack on the edited project by code; equal edits are computed once."""
        key = f"{pack.id} {model!r} {replace(snippet, also=())!r}"
        if key not in self._known:
            found = Evaluator(Subjects(self.case(model, snippet))).evaluate(pack)
            self._known[key] = {v.clause.code: v for v in found}
        return self._known[key]


def case_of(folder: Path, reading: Reading) -> Case:
    """Link and solve what was read, without lock; errors end up in the findings of the case."""

    def link(model: Model, findings: Findings) -> tuple[Linked, Callable[[], Footprint]]:
        background = _background(model.background.id, model.background.allocation)
        factors = load_factor_set(model.method.gwp_set)
        linked = link_model(model, background, {})

        def solve() -> Footprint:
            solved = solve_linked(linked, factors)
            return with_electricity_findings(footprint_of(solved, findings, locked=False))

        return linked, solve

    return as_far_as_it_goes(folder, reading, link)


@lru_cache(maxsize=4)
def _background(id: str, allocation: str) -> Background:
    """Give a background, opened once for all examples."""
    return open_background(id, allocation)


def run_tests(pack: Pack, bench: Bench) -> PackTest:
    """Run the conforming and the failing example of every clause that the pack itself holds."""
    base = bench.verdicts(pack, pack.model, Snippet())
    clauses = tuple(_run(clause, pack, bench) for clause in pack.own_clauses)
    return PackTest(pack, tuple(base.values()), clauses)


def failing_findings(clause: Clause, pack: Pack, bench: Bench) -> tuple[Finding, ...]:
    """Findings of a clause when its failing example is put in; a fault of the example instead."""
    try:
        case = bench.case(clause.model or pack.model, clause.failing)
    except EditError as error:
        return (_no_fit(clause, error),)
    return to_findings(Evaluator(Subjects(case)).evaluate(replace(pack, clauses=(clause,))))


def _no_fit(clause: Clause, error: EditError) -> Finding:
    return finding(
        "RU027", clause.place, node=clause.code, observed=error.address,
        suggestion=error.suggestion,
    )  # fmt: skip


def _run(clause: Clause, pack: Pack, bench: Bench) -> ClauseTest:
    base, _ = _outcome(clause, Snippet(), pack, bench)
    conforming, faults = _outcome(clause, clause.conforming, pack, bench)
    failing, more = _outcome(clause, clause.failing, pack, bench)
    found = [*faults, *more]
    if conforming is not None:
        found += _judge(clause, "RU028", conforming[clause.code], ("pass",))
    if failing is not None:
        asks = "judgement" in (clause.severity, clause.check)
        wanted = _ASKS if asks else _FAILS
        found += _judge(clause, "RU029", failing[clause.code], wanted)
    moved = tuple(_moved(clause, base, failing)) if failing and base else ()
    if moved:
        told = ", ".join(f"{code} {outcome}" for code, outcome in moved)
        found.append(finding("RU030", clause.place, node=clause.code, observed=told))
    return ClauseTest(
        clause.code,
        conforming[clause.code].outcome if conforming else None,
        failing[clause.code].outcome if failing else None,
        moved,
        tuple(found),
    )


def _outcome(
    clause: Clause, snippet: Snippet, pack: Pack, bench: Bench
) -> tuple[dict[str, Verdict] | None, list[Finding]]:
    try:
        return bench.verdicts(pack, clause.model or pack.model, snippet), []
    except EditError as error:
        return None, [_no_fit(clause, error)]


def _judge(
    clause: Clause, code: str, verdict: Verdict, wanted: tuple[Decision, ...]
) -> Iterator[Finding]:
    if verdict.outcome not in wanted:
        observed: str = verdict.outcome
        if verdict.reason_en:
            observed += f" ({verdict.reason_en})"
        elif verdict.failures:
            observed += f" ({verdict.failures[0].text('en')})"
        expected = " | ".join(wanted)
        yield finding(code, clause.place, node=clause.code, observed=observed, expected=expected)


def _moved(
    clause: Clause, base: dict[str, Verdict], failing: dict[str, Verdict]
) -> Iterator[tuple[str, Decision]]:
    """Other clauses that the failing example turns into a failure or question."""
    for code, verdict in failing.items():
        changed = verdict.outcome != base[code].outcome
        expected = code == clause.code or code in clause.failing.also
        if not expected and changed and verdict.outcome in _ASKS:
            yield code, verdict.outcome
