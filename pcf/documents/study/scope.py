"""Chapter 2: scope, without its boundary, which has a module of its own."""

from __future__ import annotations

from pcf.documents.digits import amount_text
from pcf.documents.document import Block, Content, Number, content
from pcf.documents.sections import settings_table
from pcf.documents.study.boundary import boundary, cut_off
from pcf.documents.study.writer import Cell, Writer, where


def scope(w: Writer) -> list[Block]:
    """Give every section of the scope in the order of the standard."""
    return [
        *_product(w), *_unit(w), *boundary(w), *cut_off(w), *_time(w), *_place(w), *_quality(w),
        *_allocation(w), *_electricity(w), *_later_stages(w), *_method(w), *_limits(w),
    ]  # fmt: skip


def _product(w: Writer) -> list[Block]:
    product, found = w.study.model.product, w.study.footprint
    plant = ", ".join(filter(None, (product.plant, product.location)))
    mass = product.mass
    rows: list[tuple[str, Cell]] = [
        (w.word("sheet_product"), w.pick(found.product_zh, found.product_en)),
        (w.word("sheet_model"), product.id),
        (w.word("family"), w.coded("family ", product.family, alone=False)),
        (w.word("sheet_producer"), product.producer),
        (w.word("sheet_site"), plant),
        (
            w.word("sheet_mass"),
            stated(mass.value, mass.unit, "pcf.toml: product.mass") if mass else "",
        ),
    ]
    more = w.stated("scope.category_issues")
    return [w.heading("study_p_product"), *w.facts("", [*rows, *more]), *w.piece("product")]


def stated(value: float, unit: str, source: str) -> Number:
    """Give an amount as the project states it."""
    return Number(amount_text(value), "" if unit == "1" else unit, *where(source))


def _unit(w: Writer) -> list[Block]:
    unit, found = w.study.model.unit, w.study.footprint
    rows: list[tuple[str, Cell]] = [
        (w.word(f"sheet_unit_{unit.kind}"), w.pick(unit.description_zh, unit.description_en)),
        (w.word("amount"), stated(unit.amount.value, unit.amount.unit, "pcf.toml: unit.amount")),
        (w.word("study_unit_of_result"), found.unit),
    ]
    flows = [
        (
            w.process(f.process),
            stated(f.amount.value, f.amount.unit, f"pcf.toml: unit.reference_flow.{f.process}"),
        )
        for f in unit.reference_flows
    ]
    return [
        w.heading("study_unit"),
        *w.facts("", rows),
        *w.piece("unit"),
        *w.table("study_reference_flows", ("fact_process", "#study_per_unit"), flows),
    ]


def _time(w: Writer) -> list[Block]:
    period = w.study.model.product.period.replace("/", " / ")
    rows = [(w.word("sheet_period"), content(period))]
    keys = ("time.period_reason", "time.short_period_reason", "time.valid_until")
    return [w.heading("study_time"), *w.facts("", [*rows, *w.stated(*keys)])]


def _place(w: Writer) -> list[Block]:
    keys = w.stated("scope.geography", "use.market")
    own = _by_place(w, "processes", "location")
    background = _by_place(w, "datasets", "location")
    columns = ("location", "#study_processes", "#study_abs_share")
    return [
        w.heading("study_place"),
        *w.facts("", keys),
        *w.table("study_places_own", columns, own),
        *w.table("study_places_background", ("location", "#study_datasets", "#study_abs_share"),
                 background),
    ]  # fmt: skip


def _by_place(w: Writer, subject: str, name: str) -> list[tuple[Cell, ...]]:
    """Records and absolute shares by place, the largest first."""
    counts: dict[str, int] = {}
    shares: dict[str, float] = {}
    for record in w.study.records(subject):
        place = str(record.values[name] or "-")
        counts[place] = counts.get(place, 0) + 1
        shares[place] = shares.get(place, 0.0) + abs(record.share or 0.0)
    order = sorted(counts, key=lambda place: (-shares[place], place))
    return [
        (
            place,
            w.count(counts[place], subject, location=place),
            w.percent(shares[place], f"share:{subject}/location={place}"),
        )
        for place in order
    ]


def _quality(w: Writer) -> list[Block]:
    keys = (
        "dq.precision", "dq.consistency", "dq.reproducibility", "dq.uncertainty",
        "dq.production_volume", "dq.national_database",
    )  # fmt: skip
    return [
        w.heading("study_p_data-quality"),
        w.say("study_quality_rule"),
        *w.piece("data-quality"),
        *w.facts("study_quality_keys", w.stated(*keys)),
    ]


def _allocation(w: Writer) -> list[Block]:
    method = w.study.footprint.method
    rows: list[tuple[str, Cell]] = [
        (w.word("study_allocation_own"), w.word(method["allocation"])),
        (w.word("fact_background_allocation"), w.word(method["background_allocation"])),
    ]
    reason = w.study.model.method.allocation
    if reason is not None and reason.reason:
        rows.append((w.word("sheet_reason"), reason.reason))
    keys = w.stated("allocation.step", "allocation.no_physical", "allocation.price_years")
    return [w.heading("study_allocation_rules"), *w.facts("", [*rows, *keys])]


def _electricity(w: Writer) -> list[Block]:
    rule = w.study.footprint.method["electricity"]
    rows: list[tuple[str, Cell]] = [(w.word("group_electricity"), w.word(rule))]
    reason = w.study.model.method.electricity_reason
    if reason:
        rows.append((w.word("sheet_reason"), reason))
    return [
        w.heading("study_electricity_rules"),
        *w.facts("", [*rows, *w.stated("electricity.self_attributes")]),
        w.say("study_electricity_scope"),
    ]


def _later_stages(w: Writer) -> list[Block]:
    made: list[Block] = []
    if w.study.needs("use"):
        keys = w.stated("use.user", "use.source_level", "use.service_life_years")
        made += [w.heading("study_p_use"), *w.piece("use"), *w.facts("", keys)]
    made += [w.heading("study_p_end-of-life")]
    formula = w.study.footprint.method["end_of_life"]
    made += w.facts("", [(w.word("group_end_of_life"), w.word(formula))])
    made += w.piece("end-of-life")
    end = w.study.model.end_of_life
    routes = [
        (w.pick(r.name_zh, r.name_en) or r.id, w.percent(r.share, f"endoflife.{r.id}"),
         str(r.supplier or "-"), _recovered(w, r.recovered))
        for r in (end.routes if end else ())
    ]  # fmt: skip
    columns = ("study_route", "#share", "supplier", "study_recovered")
    return [*made, *w.table("study_routes", columns, routes)]


def _recovered(w: Writer, items: tuple[object, ...]) -> Content:
    between = "；" if w.lang == "zh" else "; "
    return content(between.join(str(getattr(item, "flow", "")) for item in items) or "-")


def _method(w: Writer) -> list[Block]:
    keys = w.stated("method.choice_basis", "method.value_choices", "method.gwp_reason")
    return [
        w.heading("study_method"),
        w.say("study_formula"),
        settings_table(w.basis),
        *w.facts("", keys),
        w.heading("study_principles"),
        *w.facts("", w.stated(*(f"principles.{name}" for name in _PRINCIPLES))),
    ]


_PRINCIPLES = (
    "relevance", "completeness", "consistency", "coherence", "accuracy", "transparency",
)  # fmt: skip


def _credits(w: Writer) -> bool:
    return any(row.direction == "credit" for row in w.study.footprint.rows)


def _limits(w: Writer) -> list[Block]:
    keys = (
        "scope.report_form", "scope.review_type", "revision.scope_changed", "revision.scope_note",
        "revision.boundary_changed", "revision.change_note", "scope.offsets",
    )  # fmt: skip
    return [
        w.heading("study_p_assumptions"),
        *w.piece("assumptions"),
        *w.facts("", w.stated(*keys)),
        w.say("study_no_offsets"),
        *([w.say("study_credits")] if _credits(w) else []),
    ]
