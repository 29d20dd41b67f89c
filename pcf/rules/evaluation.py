"""What rule packs say about a project: verdicts by pack, and all of it as findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pcf.errors import PcfError
from pcf.findings import Finding, Findings, finding
from pcf.rules.as_findings import check_statements, to_findings, without_repeats
from pcf.rules.case import Case
from pcf.rules.evaluate import Evaluator, Tally, Verdict, tally
from pcf.rules.pack import Pack
from pcf.rules.packs import Registry, registry
from pcf.rules.subjects import Subjects
from pcf.rules.suggest import case_family, fitting_packs

#: Word for every pack that fits the product.
ALL = "all"


@dataclass(frozen=True, slots=True)
class PackResult:
    """Verdicts of one pack, in the order of its clauses."""

    pack: Pack
    verdicts: tuple[Verdict, ...]

    @property
    def tally(self) -> Tally:
        """Counts of the verdicts."""
        return tally(self.verdicts)

    @property
    def blocking(self) -> int:
        """Number of clauses that fail at error level: with one of them nothing can be declared."""
        found = to_findings(self.verdicts)
        return len({item.code for item in found if item.level == "error"})


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that was found about a project, with the verdicts of the packs asked for."""

    case: Case
    results: tuple[PackResult, ...]
    findings: Findings


def evaluate_packs(case: Case, rules: Sequence[str], known: Registry | None = None) -> Evaluation:
    """Evaluate packs for a project.

    Parameters
    ----------
    rules
        Ids of packs; ``all`` = every pack that fits the product.
    known
        The packs; those that pcf ships when None.

    Raises
    ------
    PcfError
        ``RU001`` for an unknown pack; every fault of a pack that cannot be read.
    """
    packs = registry() if known is None else known
    found: list[Finding] = [*case.findings, *packs.own_faults]
    chosen = _chosen(case, rules, packs, found)
    of = Subjects(case)
    evaluator = Evaluator(of)
    results = tuple(PackResult(pack, evaluator.evaluate(pack)) for pack in chosen)
    if chosen:
        found += check_statements(of, chosen, packs)
        told = (item for result in results for item in to_findings(result.verdicts))
        found += without_repeats(told)
    return Evaluation(case, results, Findings(found))


def _chosen(case: Case, rules: Sequence[str], known: Registry, found: list[Finding]) -> list[Pack]:
    """Packs asked for, each once; a fault of one that nobody named is told and leaves it out."""
    chosen: dict[str, Pack] = {}
    for name in rules:
        every = name.lower() == ALL
        for id in _fitting(case, known) if every else [name]:
            try:
                pack = known.pack(id)
            except PcfError as error:
                if not every:
                    raise
                found += error.findings
                continue
            chosen[pack.chain[-1]] = pack
            if not every:
                found += _made_for_others(case, pack)
    return list(chosen.values())


def _fitting(case: Case, known: Registry) -> list[str]:
    """Ids of the packs that are known to apply."""
    return [s.id for s in fitting_packs(case, known) if not s.needs]


def _made_for_others(case: Case, pack: Pack) -> list[Finding]:
    """Warn of a pack that was made for products of other families (``RU046``)."""
    family = case_family(case)
    if not family or not pack.families or family in pack.families:
        return []
    made_for = ", ".join(pack.families)
    settings = case.reading.settings
    place = settings.where(("product", "family")) if settings else None
    return [finding("RU046", place, node=pack.id, observed=family, expected=made_for)]
