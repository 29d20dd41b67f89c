"""What messages call a record: by the names of its product, process or stage, not by its id."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pcf.rules.record import Record
from pcf.rules.wording import Words, quoted, word, words_of

if TYPE_CHECKING:
    from pcf.rules.subjects import Subjects


class RecordNames:
    """Names of the records of one project."""

    def __init__(self, of: Subjects) -> None:
        self._of = of

    def of(self, record: Record) -> Words:
        """Name of a record in both languages; its id in quotation marks where it has no name."""
        values = record.values
        row = self._rows.get(record.node)
        if row is not None:
            return self._row(row)
        if record.node in self._processes:
            return self._processes[record.node]
        if "coproducts" not in values and "flow" in values and "process" in values:
            return self._within(str(values["process"]), self._flow(str(values["flow"])))
        if values.get("name_zh") and values.get("name_en"):
            return str(values["name_zh"]), str(values["name_en"])
        if values.get("what"):
            return quoted(str(values["what"]))
        return word(str(values.get("id") or record.node))

    def process(self, id: str) -> Words:
        """Name of a unit process."""
        return self._processes.get(id) or word(id)

    def _row(self, row: Record) -> Words:
        values = row.values
        name = str(values["name_zh"]), str(values["name_en"])
        if values["table"] == "transport":
            name = words_of("cond_leg", mode=quoted(str(values["part"] or values["id"])))
        if not all(name):
            name = quoted(str(values["flow"] or values["id"]))
        return self._within(str(values["process"]), name)

    def _within(self, process: str, name: Words) -> Words:
        return words_of("cond_of_process", process=self.process(process), name=name)

    def _flow(self, id: str) -> Words:
        return self._flows.get(id) or quoted(id)

    @cached_property
    def _rows(self) -> dict[str, Record]:
        return {record.node: record for record in self._of.records("rows")}

    @cached_property
    def _processes(self) -> dict[str, Words]:
        model = self._of.case.model
        found = model.processes if model else ()
        return {p.id: (p.name_zh, p.name_en) for p in found if p.name_zh and p.name_en}

    @cached_property
    def _flows(self) -> dict[str, Words]:
        model = self._of.case.model
        found = model.flows if model else ()
        return {f.id: (f.name_zh, f.name_en) for f in found if f.name_zh and f.name_en}
