"""Records of a project for rules, made when a clause asks for them.

Each subject of ``names.toml`` has one function that makes its records; the fields of a record are
those of the description, neither more nor fewer (a test holds them together).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from pcf.rules import (
    records_of_battery,
    records_of_model,
    records_of_processes,
    records_of_products,
    records_of_result,
    records_of_rows,
    records_of_sources,
)
from pcf.rules.case import Case
from pcf.rules.context import Context
from pcf.rules.facts import Facts
from pcf.rules.names import NEEDS, Needs, subjects
from pcf.rules.record import Record
from pcf.rules.record_index import RecordIndex
from pcf.rules.wording import Words

Made = TypeVar("Made")
_MAKERS: Mapping[str, Callable[[Context], tuple[Record, ...]]] = {
    "rows": records_of_rows.rows,
    "transport": records_of_rows.transport,
    "electricity": records_of_rows.electricity,
    "processes": records_of_processes.processes,
    "coproducts": records_of_model.coproducts,
    "exclusions": records_of_model.exclusions,
    "routes": records_of_model.routes,
    "parameters": records_of_model.parameters,
    "evidence": records_of_sources.evidence,
    "received": records_of_sources.received,
    "reference_flows": records_of_model.reference_flows,
    "products": records_of_products.products,
    "alternatives": records_of_model.alternatives,
    "stages": records_of_model.stages,
    "datasets": records_of_result.datasets,
    "ledger": records_of_result.ledger,
    "gases": records_of_result.gases,
    "data_needs": records_of_battery.data_needs,
    "recycled": records_of_battery.recycled,
    "metals": records_of_battery.metals,
    "circular": records_of_battery.circular,
}


class Subjects:
    """Records and facts of one case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._made: dict[str, tuple[Record, ...]] = {}
        self._kept: dict[str, Any] = {}

    def has(self, needs: Needs) -> bool:
        """Whether the project went far enough for a value that needs so much."""
        return NEEDS.index(needs) <= NEEDS.index(self.reached)

    @property
    def reached(self) -> Needs:
        """How far the project went: read, linked, computed."""
        if self.case.footprint is not None:
            return "result"
        if self.case.linked is not None:
            return "links"
        return "model" if self.case.model is not None else ""

    def records(self, subject: str) -> tuple[Record, ...]:
        """Records of a subject; none when the project did not go far enough."""
        if subject not in self._made:
            ready = self.has(subjects()[subject].needs)
            self._made[subject] = _MAKERS[subject](self._context) if ready else ()
        return self._made[subject]

    def index(self, subject: str) -> RecordIndex:
        """Records of a subject with an index of their texts, made once."""
        return self.kept(f"index {subject}", lambda: RecordIndex(self.records(subject)))

    @cached_property
    def _context(self) -> Context:
        return Context(self.case)

    def kept(self, name: str, make: Callable[[], Made]) -> Made:
        """Give what a check works out once for a project."""
        if name not in self._kept:
            self._kept[name] = make()
        made: Made = self._kept[name]
        return made

    @cached_property
    def facts(self) -> Facts:
        """Facts of the case."""
        return Facts(self.case, self.records)

    @property
    def functional_unit(self) -> tuple[float, str] | None:
        """Amount and unit of the functional unit."""
        if self.case.model is None:
            return None
        amount = self.case.model.unit.amount
        return amount.value, amount.unit

    @staticmethod
    def none_of(subject: str) -> Words:
        """Reason for which a clause on records does not apply."""
        about = subjects()[subject]
        return f"项目中没有这样的记录：{about.zh}", f"the project has no such record: {about.en}"
