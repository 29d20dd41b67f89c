"""Take apart the figures of a study that are no part of its result alone.

Addresses: ``sensitivity:KIND/NAME`` (with ``.delta`` and ``.relative``), ``cut_off.NAME``,
``count:SUBJECT/KEY=VALUE[;...]``, ``share:SUBJECT/KEY=VALUE``, ``left_out:ADDRESS`` for what a
target leaves out, and ``FILE: KEY`` for what the project states. The others are those of the
footprint (`pcf.calc.explain`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import fsum
from typing import TYPE_CHECKING

from pcf.calc.explanation import Explanation, Fact, Term, largest
from pcf.documents.study.stated import stated_of
from pcf.i18n import label
from pcf.model.stages import STAGES

if TYPE_CHECKING:
    from pcf.documents.study.about import Study
    from pcf.duties import SensitivityCase

#: What begins an address of a figure, here or beside the total.
_FIGURE = re.compile(
    r"(coverage|duty|needs|recycled|cut_off|parameters|uncertainty)\.\w|(exclusions|endoflife)[./]"
    r"|(allocation|balance|flow|cumulative|rest|count|share|sensitivity|uncertainty|stage|dataset"
    r"|upstream|use|alternative):"
    r"|uncertainty\Z"
)
_OWN = re.compile(r"(count|share|sensitivity|left_out):|cut_off\.|[\w/]+\.(toml|csv): ")
_FIELD = {"": "total", "delta": "delta", "relative": "relative"}


def is_of_study(address: str) -> bool:
    """Whether an address is one of this module: it takes the rules and alternatives to explain."""
    return bool(_OWN.match(address))


def is_figure(source: str) -> bool:
    """Whether ``pcf explain`` takes what is said to give a number."""
    return bool(_FIGURE.match(source))


def case_address(case: SensitivityCase, field: str = "") -> str:
    """Address of an alternative of the sensitivity set, or of one of its fields."""
    name = case.name.replace(": ", ":").replace(" %", "%").replace(" ", "")
    return f"sensitivity:{case.kind}/{name}" + (f".{field}" if field else "")


def explain_study(study: Study, address: str, until: float = 0.8) -> Explanation | None:
    """Explain a figure of a study; None when it has none of that address."""
    head, _, key = address.partition(":")
    made = _Study(study, address, until)
    if head in ("count", "share"):
        return made.counted(head, key)
    if head == "sensitivity":
        return made.case()
    if head == "left_out":
        return made.left_out(key)
    if address.startswith("cut_off."):
        return made.limit(address.removeprefix("cut_off."))
    found = stated_of(study.model, address)
    if found is None:
        return None
    (value, unit, place), facts = found, [Fact("how", "how_file")]
    if isinstance(value, str):
        return made.made(("", ""), None, facts=[*facts, Fact("study_value", value)])
    return made.made((address, address), value, unit, facts=facts, place=place)


class _Study:
    def __init__(self, study: Study, address: str, until: float) -> None:
        self._study, self._address, self._until = study, address, until

    def made(
        self, names: tuple[str, str], value: float | None, unit: str = "", *,
        terms: tuple[Term, ...] = (), facts: list[Fact], place: object = None,
    ) -> Explanation:  # fmt: skip
        """Put an explanation together."""
        from pcf.findings import Location

        listed, count, rest = largest(terms, self._until)
        shown = tuple(replace(t, share=t.value / value if value else None) for t in listed)
        told = tuple(fact for fact in facts if fact.value)
        return Explanation(
            self._address, *names, value, unit, None, shown, count, rest, told,
            place=place if isinstance(place, Location) else None,
        )  # fmt: skip

    def case(self) -> Explanation | None:
        """Explain an alternative: the total, what is put in, and the difference."""
        cases = self._study.alternatives.cases
        for case in cases.computed:
            for field, name in _FIELD.items():
                if case_address(case, field) != self._address:
                    continue
                facts = [
                    Fact("how", f"how_sensitivity{'_' if field else ''}{field}"),
                    Fact("study_alternative", f"duty_{case.kind}"),
                    Fact("put_in", "; ".join(case.changes) or case.name),
                    Fact("total", f"{case.total:.6g} {cases.unit}"),
                    Fact("change", f"{case.delta:.6g} {cases.unit}"),
                ]
                unit = "" if field == "relative" else cases.unit
                terms = () if field else (
                    Term("total", label("total", "zh"), label("total", "en"), cases.total, None),
                    Term(case_address(case, "delta"), label("change", "zh"), label("change", "en"),
                         case.delta or 0.0, None),
                )  # fmt: skip
                names = (case.name, case.name)
                return self.made(names, getattr(case, name), unit, terms=terms, facts=facts)
        return None

    def left_out(self, key: str) -> Explanation | None:
        """Explain what a row or process carried before the target left it out."""
        item = next((o for o in self._study.result.left_out if o.address == key), None)
        if item is None:
            return None
        names = (item.reason_zh, item.reason_en)
        unit = self._study.footprint.unit
        return self.made(names, item.value, unit, facts=[Fact("how", "how_left_out")])

    def limit(self, key: str) -> Explanation | None:
        """Explain a limit of the cut-off criteria of the rule pack."""
        pack = self._study.result.pack
        value = pack.settings.get("cut_off", {}).get(key)
        if not isinstance(value, (int, float)):
            return None
        source = f"{pack.chain[-1]} pack.toml: cut_off.{key}"
        facts = [Fact("how", "how_limit"), Fact("source", source)]
        names = label(f"study_cutoff_{key}", "zh"), label(f"study_cutoff_{key}", "en")
        return self.made(names, float(value), facts=facts)

    def counted(self, head: str, key: str) -> Explanation | None:
        """Count items, or add up their shares of the absolute contributions."""
        subject, _, conditions = key.partition("/")
        read = _SUBJECTS.get(subject)
        if read is None:
            return None
        wanted = dict(c.partition("=")[::2] for c in conditions.split(";") if c)
        items = list(read(self._study))
        found = [
            (address, share)
            for address, share, about in items
            if all(about.get(name, "") == value for name, value in wanted.items())
        ]
        if not found and not all(_could_be(*pair, items, self._study) for pair in wanted.items()):
            return None
        counts = head == "count"
        terms = tuple(Term(a, a, a, 1.0 if counts else share, None) for a, share in found)
        facts = [Fact("how", "how_count" if counts else "how_share_of"),
                 Fact("condition", conditions)]  # fmt: skip
        names = label(f"subject_{subject}", "zh"), label(f"subject_{subject}", "en")
        return self.made(names, fsum(t.value for t in terms), terms=terms, facts=facts)


#: Values that a condition may have though no item has them.
_POSSIBLE: Mapping[str, tuple[str, ...]] = {
    "origin": ("primary", "secondary", "estimate"),
    "evidence": ("yes", "no"),
    "stage": STAGES,
    "kind": ("background", "received", "process", "emission", "mass", "carbon", "energy"),
    "state": ("closed", "open", "undecided", "nothing"),
    "outcome": ("pass", "fail", "judgement", "na", "not_evaluated"),
}


def _could_be(
    name: str, value: str, items: Sequence[tuple[str, float, Mapping[str, str]]], study: Study
) -> bool:
    """Whether a condition is one that an item could meet."""
    if value in _POSSIBLE.get(name, ()) or any(about.get(name) == value for _, _, about in items):
        return True
    ids = {"process": (p.id for p in study.model.processes),
           "pack": (head.id for head in study.heads)}  # fmt: skip
    return value in ids.get(name, ())


#: Address, share of the absolute contributions (0..1) and what conditions ask for.
_Items = Iterator[tuple[str, float, Mapping[str, str]]]


def _rows(study: Study) -> _Items:
    whole = fsum(abs(row.value) for row in study.footprint.rows)
    links = study.footprint.solved.linked.links
    for row in study.footprint.rows:
        supplier = links[row.address].supplier if row.address in links else None
        dataset = supplier.id if supplier is not None and supplier.kind == "background" else ""
        yield row.address, abs(row.value) / whole if whole else 0.0, {
            "origin": row.origin, "evidence": "yes" if row.evidence else "no",
            "process": row.process, "stage": row.stage, "supplier": row.supplier,
            "dataset": dataset,
        }  # fmt: skip


def _links(study: Study) -> _Items:
    linked = study.footprint.solved.linked.links
    reasons = {
        f"row:{address}": locked.reason
        for address, locked in (study.lock.links.items() if study.lock is not None else ())
    }
    for address, link in linked.items():
        reason = reasons.get(address, "") if study.lock is not None else link.reason
        yield address, 0.0, {"kind": link.supplier.kind, "reason": reason,
                             "supplier": str(link.supplier)}  # fmt: skip


def _processes(study: Study) -> _Items:
    shares = {str(r.values["id"]): abs(r.share or 0.0) for r in study.records("processes")}
    for process in study.model.processes:
        about = {"stage": process.stage, "location": process.location or "-"}
        yield f"process:{process.id}", shares.get(process.id, 0.0), about


def _datasets(study: Study) -> _Items:
    for record in study.records("datasets"):
        id = str(record.values["id"])
        about = {"id": id, "location": str(record.values["location"] or "-")}
        yield f"dataset:bg:{id}", abs(record.share or 0.0), about


def _evidence(study: Study) -> _Items:
    for record in study.records("evidence"):
        id = str(record.values["id"])
        yield f"evidence/{id}", record.share or 0.0, {"id": id}


def _exclusions(study: Study) -> _Items:
    for item in study.cut_off.items:
        yield f"exclusions/{item.id}", item.share or 0.0, {}


def _balances(study: Study) -> _Items:
    for item in study.unit_balances:
        about = {"kind": item.kind, "state": item.state}
        yield f"balance:{item.process}/{item.kind}", 0.0, about


def _findings(study: Study) -> _Items:
    for item in study.footprint.findings:
        yield item.node or item.code, 0.0, {"code": item.code}


def _clauses(study: Study) -> _Items:
    for code, verdict in study.verdicts.items():
        yield code, 0.0, {"pack": study.owners[code], "outcome": verdict.outcome}


def _failures(study: Study) -> _Items:
    for verdict in study.verdicts.values():
        for number, failure in enumerate(verdict.failures, start=1):
            yield (
                f"{verdict.clause.code}/{number} {failure.text('en')}",
                0.0,
                {"clause": verdict.clause.code},
            )


_SUBJECTS: dict[str, Callable[[Study], _Items]] = {
    "rows": _rows, "links": _links, "processes": _processes, "datasets": _datasets,
    "evidence": _evidence, "exclusions": _exclusions, "balances": _balances,
    "findings": _findings, "clauses": _clauses, "failures": _failures,
}  # fmt: skip
