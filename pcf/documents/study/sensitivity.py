"""Sensitivity and uncertainty of a study."""

from __future__ import annotations

from pcf.calc.uncertainty import UncertainInput
from pcf.documents.digits import amount_text
from pcf.documents.document import Block, Number
from pcf.documents.study.addresses import case_address
from pcf.documents.study.writer import Cell, Writer
from pcf.duties import SensitivityCase

#: Inputs that are printed, the largest part of the variance first.
_MOST = 20


def sensitivity(w: Writer) -> list[Block]:
    """Give the sensitivity set, with what has no alternative."""
    cases = w.study.alternatives.cases
    unit = w.study.footprint.unit
    columns = ("study_alternative", "name", f"#total|{unit}", "#change", "#study_relative")
    rows = [_case(w, case) for case in cases.computed]
    none: list[tuple[Cell, ...]] = [
        (w.word(f"duty_{case.kind}"), _called(w, case) or "-", _reason(w, case.reason))
        for case in cases.cases
        if case.total is None
    ]
    keys = ("sensitivity.use", "sensitivity.end_of_life", "sensitivity.boundary")
    return [
        w.say("study_sensitivity_text"),
        *w.piece("sensitivity"),
        *w.table("study_sensitivity", columns, rows),
        *w.table("study_not_varied", ("study_alternative", "name", "sheet_reason"), none),
        *w.facts("", w.stated(*keys)),
    ]


def _case(w: Writer, case: SensitivityCase) -> tuple[Cell, ...]:
    total, delta, relative = (case_address(case, field) for field in ("", "delta", "relative"))
    return (
        w.word(f"duty_{case.kind}"), _name(w, case), w.figure(case.total, total),
        w.figure(case.delta, delta), w.percent(case.relative, relative),
    )  # fmt: skip


def _name(w: Writer, case: SensitivityCase) -> str:
    """Name of a case, and the limit at which its parameter was held."""
    if case.limit is None:
        return _called(w, case)
    return f"{case.name} ({w.text('duty_limited', limit=amount_text(case.limit))})"


def _called(w: Writer, case: SensitivityCase) -> str:
    """Name of a case in words; scenarios, which put nothing in themselves, keep their ids."""
    if not case.changes or case.kind in ("parameter", "gwp_set"):
        return case.name
    if case.kind == "allocation":
        process, between, method = case.name.rpartition(": ")
        return f"{process}{between}{w.word(method)}"
    choice, between, step = case.name.partition(" ")
    return f"{w.word(choice)}{between}{step}"


def _reason(w: Writer, reason: str) -> str:
    from pcf.i18n import finding_catalogue

    known = finding_catalogue()
    words = [
        f"{code}: {known[code][f'title_{w.lang}']}" if code in known else w.word(code)
        for code in reason.split(", ")
    ]
    return "; ".join(words)


def uncertainty(w: Writer) -> list[Block]:
    """Spread of the total, and the inputs that make most of it."""
    found = w.study.uncertainty
    stated = (
        w.word("study_spread_share"),
        w.percent(found.stated_share, "uncertainty.stated_share"),
    )
    made: list[Block] = [w.say("study_uncertainty_text"), *w.piece("uncertainty")]
    if found.standard_deviation is None:
        return [*made, w.say("study_no_spread"), *w.facts("", [stated])]
    unit = w.study.footprint.unit
    rows: list[tuple[str, Cell]] = [
        (w.word(f"study_{key}"), w.figure(value, _spread(key), unit))
        for key, value in (
            ("deviation", found.standard_deviation), ("expected", found.expected),
            ("low95", found.low95), ("high95", found.high95),
            ("low", found.low), ("high", found.high),
        )
    ]  # fmt: skip
    inputs = [_input(w, item) for item in found.inputs]
    columns = ("study_input", "#study_value", "#study_lower", "#study_upper", "study_distribution",
               "#study_variance")  # fmt: skip
    left = [(item.address, w.word(f"study_why_{item.why}")) for item in found.left_out]
    return [
        *made,
        *w.facts("study_spread", [*rows, stated]),
        *w.table("study_inputs", columns, inputs, limit=_MOST),
        *w.table("study_inputs_left_out", ("study_input", "sheet_reason"), left, limit=_MOST),
    ]


def _spread(key: str) -> str:
    """Address of a figure of the spread."""
    return "uncertainty" if key == "deviation" else f"uncertainty.{key}"


def _input(w: Writer, item: UncertainInput) -> tuple[Cell, ...]:
    at = item.address if item.address.startswith("row:") else ""
    source = "" if at else item.address
    assumed = w.word("study_assumed") if item.is_assumed else ""
    return (
        item.address.removeprefix("row:"),
        Number(amount_text(item.value), item.unit, source=source or at),
        Number(amount_text(item.low), item.unit, source=source or at),
        Number(amount_text(item.high), item.unit, source=source or at),
        w.word(f"study_dist_{item.distribution}") + assumed,
        w.percent(item.share, f"uncertainty:{item.address}"),
    )
