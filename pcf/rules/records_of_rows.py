"""Records of rows: every row of the project, and those of transport and electricity."""

from __future__ import annotations

from pcf.background import Background
from pcf.background.records import ProcessRecord
from pcf.calc.duties import row_rating
from pcf.calc.electricity_views import (
    Drawn,
    ElectricityTable,
    drawn_electricity,
    electricity_table,
)
from pcf.calc.fallback import fallback_is_grid
from pcf.climate import LEDGERS
from pcf.graph.rows import Row
from pcf.model import ElectricityUse, Model
from pcf.rules.conditions import Value, all_hold, parse_condition
from pcf.rules.context import (
    Context,
    footprint_of,
    joined,
    last_year,
    linked_of,
    model_of,
    same_country,
)
from pcf.rules.fact_values import plain
from pcf.rules.record import Record, yes_no

#: What a study states of CO2 that is stored.
_STORED = (parse_condition("ccu.captured = yes"), parse_condition("ccu.destination = geological"))
#: Words by which a flow is carbon dioxide.
_CO2 = ("co2", "carbon dioxide", "二氧化碳")


def _stores_co2(model: Model) -> bool:
    """Whether the study states that CO2 is captured and goes to geological storage."""
    stated = {n: plain(v.both) for n, v in model.study.items() if n.startswith("ccu.")}
    return all_hold(_STORED, stated)


def rows(about: Context) -> tuple[Record, ...]:
    """Every row of the project, in the order of its addresses."""
    maker = _RowMaker(about)
    return tuple(maker.record(row) for row in maker.linked.rows)


class _RowMaker:
    """Makes the records of rows of one case."""

    def __init__(self, about: Context) -> None:
        self.about = about
        self.linked = linked_of(about)
        model = model_of(about)
        self.flows = {flow.id: flow for flow in model.flows}
        self.processes = {p.id: p for p in model.processes}
        self.study_rule = model.method.allocation
        self.coproducts = {e.process for e in model.exchanges if e.direction == "coproduct"}
        self.evidence = {e.id for e in model.evidence}
        self.stores = _stores_co2(model)
        self.spread = {e.address: e.uncertainty for e in model.exchanges}
        self.spread |= {u.exchange.address: u.exchange.uncertainty for u in model.electricity}

    def record(self, row: Row) -> Record:
        """Record of one row."""
        result = self.about.results.get(row.address)
        share = self.about.share(result.value) if result else None
        table, _, id = row.address.removeprefix("row:").partition("/")
        name_zh, name_en = self._names(row)
        values: dict[str, Value] = {
            "id": id,
            "address": row.address,
            "table": table,
            "process": row.process,
            "stage": self.about.stages.get(row.process),
            "component": self._component(row),
            "words": joined(id, row.flow, name_zh, name_en, self._component(row), row.part),
            "part": row.part,
            "direction": row.direction,
            "kind": row.kind,
            "flow": row.flow or (result.flow if result else ""),
            "flow_category": self._category(row.flow),
            "name_zh": name_zh,
            "name_en": name_en,
            "amount": float(row.amount.value),
            "unit": row.amount.unit,
            "supplied": self._supplied(row),
            "flow_words": joined(row.flow, name_zh, name_en),
            "stored_co2": yes_no(self._is_stored_co2(row, name_zh, name_en)),
            **self._measures(row),
            "ledger": row.ledger,
            "origin": row.origin,
            "evidence": row.evidence,
            "source": row.source,
            "dq": row.dq,
            "dqr": row_rating(row.dq),
            "uncertainty": self.spread.get(row.address),
            "value": result.value if result else None,
            "share": share,
            "in_top_80": self.about.in_top(row.address, self.about.top_rows),
            "per_unit": result.amount if result else None,
            **self._process(row),
            **self._supplier(row),
            **{
                f"ledger_{name}": result.ledger.get(name, 0.0) if result else None
                for name in LEDGERS
            },
        }
        return Record(values, row.address.removeprefix("row:"), row.place, share)

    def _is_stored_co2(self, row: Row, *names: str) -> bool:
        """Whether a row sends captured CO2 to a store, stated so and with evidence."""
        if not self.stores or row.direction != "waste" or row.evidence not in self.evidence:
            return False
        words = joined(row.flow, *names).lower()
        return any(word in words for word in _CO2)

    def _names(self, row: Row) -> tuple[str, str]:
        own = self.flows.get(row.flow)
        if own is not None:
            return own.name_zh, own.name_en
        try:
            record = self.linked.background.flow(row.flow)
        except KeyError:
            result = self.about.results.get(row.address)
            return (result.name_zh, result.name_en) if result else (row.flow, row.flow)
        return record.name_zh, record.name_en

    def _category(self, flow: str) -> str | None:
        try:
            return self.linked.background.flow(flow).category
        except KeyError:
            return None

    def _component(self, row: Row) -> str:
        process = self.processes.get(row.process)
        return process.component if process else "end_of_life"

    def _supplied(self, row: Row) -> float | None:
        link = self.linked.links.get(row.address)
        return None if link is None else float(row.amount.value) * link.factor

    def _output_kg(self, id: str) -> float | None:
        process = self.processes.get(id)
        if process is None:
            return None
        kg = self.about.measures.kg(process.product, process.reference)
        return None if kg is None else abs(kg)

    def _process(self, row: Row) -> dict[str, Value]:
        process = self.processes.get(row.process)
        rule = process.allocation if process else None
        if rule is None and row.process in self.coproducts:
            rule = self.study_rule
        return {
            "process_words": self.about.process_words.get(row.process, row.process),
            "process_product": process.product if process else None,
            "process_product_words": self.about.product_words.get(row.process),
            "process_output_kg": self._output_kg(row.process),
            "process_allocation": rule.method if rule else "none",
        }

    def _measures(self, row: Row) -> dict[str, Value]:
        measures = self.about.measures
        made = {
            "kg": measures.kg(row.flow, row.carried),
            "kwh": measures.kwh(row.amount),
            "mj": measures.mj(row.flow, row.carried),
            "m3": measures.m3(row.amount),
        }
        scaled = {f"{k}_unit": self.about.per_unit(row.process, v) for k, v in made.items()}
        return {"measure": measures.dimension(row.amount.unit), **made, **scaled}

    def _supplier(self, row: Row) -> dict[str, Value]:
        place = self.about.places.get(row.process, "")
        link = self.linked.links.get(row.address)
        emits = row.kind == "emission"
        dataset = (
            self.linked.background.process(link.supplier.id)
            if link is not None and link.supplier.kind == "background"
            else None
        )
        return {
            "linked": yes_no(emits or link is not None),
            "reason": link.reason if link else row.reason,
            "supplier_kind": "emission" if emits else link.supplier.kind if link else None,
            "supplier": str(link.supplier) if link else None,
            "process_location": place,
            **_dataset(dataset, place, self.about),
        }


def _dataset(record: ProcessRecord | None, place: str, about: Context) -> dict[str, Value]:
    year = last_year(record.year) if record else None
    where = record.location if record else ""
    return {
        "dataset": record.id if record else None,
        "dataset_location": where or None,
        "dataset_year": year,
        "dataset_age": about.age(year),
        "dataset_tag": record.tag if record else None,
        "dataset_kind": record.kind if record else None,
        "dataset_category": record.category if record else None,
        "same_country": same_country(where, place),
        "same_place": yes_no(where == place) if where and place else None,
    }


def transport(about: Context) -> tuple[Record, ...]:
    """Transport legs of the project."""
    linked = linked_of(about)
    made = []
    for leg in model_of(about).transport:
        address = f"row:transport/{leg.id}"
        link = linked.links.get(address)
        result = about.results.get(address)
        share = about.share(result.value) if result else None
        values: dict[str, Value] = {
            "id": leg.id,
            "process": leg.process,
            "stage": about.stages.get(leg.process),
            "mode": leg.mode,
            "cargo": leg.cargo_row,
            "distance_given": yes_no(leg.distance is not None),
            "default_used": yes_no(leg.distance is None),
            "distance_km": leg.distance.to("km") if leg.distance else None,
            "dataset": link.supplier.id if link else None,
            "origin": leg.origin,
            "evidence": leg.evidence,
            "source": leg.source,
            "share": share,
        }
        made.append(Record(values, f"transport/{leg.id}", leg.place, share))
    return tuple(made)


def electricity(about: Context) -> tuple[Record, ...]:
    """Rows that draw electricity."""
    solved = footprint_of(about).solved
    table = electricity_table(solved.linked.background)
    drawn = drawn_electricity(solved, table)
    return tuple(_drawn(item, about, solved.linked.background, table) for item in drawn)


def _fallback_is_grid(claim: ElectricityUse, table: ElectricityTable) -> str | None:
    known = fallback_is_grid(claim, table)
    return None if known is None else yes_no(known)


def _drawn(item: Drawn, about: Context, background: Background, table: ElectricityTable) -> Record:
    row, claim, dataset = item.row, item.claim, item.dataset
    supplier = item.link.supplier
    record = background.process(supplier.id) if supplier.kind == "background" else None
    where = record.location if record else ""
    year = last_year(dataset.year) if dataset else None
    share = about.share(item.value)
    values: dict[str, Value] = {
        "id": row.address.rpartition("/")[2],
        "address": row.address,
        "process": row.process,
        "kind": claim.kind if claim else None,
        "certificate": claim.certificate if claim else None,
        "fallback": str(claim.fallback) if claim and claim.fallback else None,
        "fallback_is_grid": _fallback_is_grid(claim, table) if claim else None,
        "supplier": str(supplier),
        "dataset": record.id if record else None,
        "dataset_scope": dataset.scope if dataset else None,
        "dataset_year": year,
        "dataset_age": about.age(year),
        "dataset_basis": dataset.basis if dataset else None,
        "dataset_location": where or None,
        "process_location": item.location,
        "stage": about.stages.get(row.process),
        "same_country": same_country(where, item.location),
        "fits_place": yes_no(table.covers(dataset, item.location)) if dataset else None,
        "process_words": about.process_words.get(row.process, row.process),
        "counted_as": item.counts_as,
        "origin": row.origin,
        "evidence": row.evidence,
        "source": row.source,
        "kwh": float(item.kwh),
        "factor": item.factor,
        "share": share,
    }
    return Record(values, row.address.removeprefix("row:"), row.place, share)
