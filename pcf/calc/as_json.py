"""Result objects as plain data: the `data` objects of the JSON contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pcf.i18n import Language

if TYPE_CHECKING:
    from pcf.calc.compare import Difference
    from pcf.calc.explanation import Explanation, Term
    from pcf.calc.footprint import Footprint, Part, RowResult


def named(zh: str, en: str, lang: Language) -> dict[str, str]:
    """Name in the language of the output, and in both."""
    return {"name": zh if lang == "zh" else en, "name_zh": zh, "name_en": en}


def part_json(part: Part, lang: Language) -> dict[str, Any]:
    """Give a part of a total: id, names, value, share."""
    names = named(part.name_zh, part.name_en, lang)
    return {"id": part.id, **names, "value": part.value, "share": part.share}


def place_json(item: Any) -> dict[str, Any] | None:
    """Give a location, or None."""
    return None if item is None else {"file": item.file, "line": item.line, "column": item.column}


def row_json(row: RowResult, lang: Language) -> dict[str, Any]:
    """Give one row of a footprint."""
    return {
        "address": row.address,
        "process": row.process,
        "stage": row.stage,
        "component": row.component,
        "part": row.part,
        "direction": row.direction,
        "flow": row.flow,
        **named(row.name_zh, row.name_en, lang),
        "supplier": {
            "id": row.supplier,
            **named(row.supplier_zh, row.supplier_en, lang),
            "reason": row.reason,
        },
        "origin": row.origin,
        "evidence": row.evidence,
        "source": row.source,
        "dq": row.dq,
        "activity": {"value": row.activity, "unit": row.activity_unit},
        "amount": {"value": row.amount, "unit": row.unit},
        "intensity": {"value": row.intensity, "unit": f"kg CO2e/{row.unit}"},
        "value": row.value,
        "ledger": dict(row.ledger),
        "gases": dict(row.gases),
        "place": place_json(row.place),
    }


def footprint_json(
    footprint: Footprint, lang: Language = "en", *, stream: bool = False
) -> dict[str, Any]:
    """Give the `data` object of ``pcf calc``; every value is per functional unit.

    Parameters
    ----------
    stream
        Give the rows one by one as they are written: an iterator in place of the list.
    """
    f = footprint
    rows = (row_json(row, lang) for row in f.rows)
    return {
        "product": {"id": f.project, **named(f.product_zh, f.product_en, lang)},
        "scenario": f.scenario,
        "functional_unit": {
            "kind": f.unit_kind,
            "description": f.unit_zh if lang == "zh" else f.unit_en,
            "description_zh": f.unit_zh,
            "description_en": f.unit_en,
        },
        "boundary": f.boundary,
        "method": dict(f.method),
        "total": {"value": f.total, "unit": f.unit},
        "stages": [part_json(p, lang) for p in f.stages],
        "processes": [part_json(p, lang) for p in f.processes],
        "components": [part_json(p, lang) for p in f.components],
        "ledger": {p.id: part_json(p, lang) for p in f.ledger},
        "gases": [part_json(p, lang) for p in f.gases],
        "alternatives": [
            {
                "id": a.id,
                **named(a.name_zh, a.name_en, lang),
                "value": a.value,
                "unit": a.unit,
            }
            for a in f.alternatives
        ],
        "rows": rows if stream else list(rows),
        "coverage": _coverage(f),
        "identity": asdict(f.identity),
        **_performance(f, lang),
        **_recycled(f, lang),
    }


def _coverage(footprint: Footprint) -> dict[str, Any]:
    """What the total rests on; open ends only where there are any."""
    found = asdict(footprint.coverage)
    return found if found["open_ends"] else {k: v for k, v in found.items() if k != "open_ends"}


def _recycled(footprint: Footprint, lang: Language) -> dict[str, Any]:
    """Recycled content of metals, where the project states it."""
    found = footprint.stated_recycled_content()
    return {} if found is None else {"recycled_content": found.to_dict(lang)}


def _performance(footprint: Footprint, lang: Language) -> dict[str, Any]:
    """Performance class, when the project has a table of classes."""
    from pcf.calc.performance import class_json

    found = footprint.performance_class() if footprint.context is not None else None
    return {} if found is None else {"performance": class_json(found, lang)}


def footprint_from_json(data: Mapping[str, Any]) -> Footprint:
    """Rebuild a footprint from the `data` object of ``pcf calc``, for comparison.

    The result has no `context`, so it can be shown and compared but not explained further down.

    Raises
    ------
    KeyError, TypeError, ValueError, AttributeError
        When it is none: a value is missing or of another type, a number is not finite.
    """
    from pcf.calc import footprint as fp
    from pcf.calc.open_flows import open_ends_from_json
    from pcf.calc.typed_result import check_types

    def part(item: Mapping[str, Any]) -> fp.Part:
        return fp.Part(item["id"], item["name_zh"], item["name_en"], item["value"], item["share"])

    unit = data["functional_unit"]
    stated = data["identity"].get("backgrounds", ())
    backgrounds = tuple(fp.BackgroundIdentity(**item) for item in stated)
    coverage = dict(data["coverage"])
    gaps = tuple(fp.Uncharacterized(**gap) for gap in coverage.pop("uncharacterized"))
    ends = open_ends_from_json(coverage.pop("open_ends", None))
    made = fp.Footprint(
        project=data["product"]["id"],
        product_zh=data["product"]["name_zh"],
        product_en=data["product"]["name_en"],
        scenario=data["scenario"],
        unit=data["total"]["unit"],
        unit_kind=unit["kind"],
        unit_zh=unit["description_zh"],
        unit_en=unit["description_en"],
        boundary=data["boundary"],
        method=dict(data["method"]),
        total=data["total"]["value"],
        rows=tuple(_row_from_json(row) for row in data["rows"]),
        stages=tuple(map(part, data["stages"])),
        processes=tuple(map(part, data["processes"])),
        components=tuple(map(part, data["components"])),
        ledger=tuple(map(part, data["ledger"].values())),
        gases=tuple(map(part, data["gases"])),
        alternatives=tuple(
            fp.AlternativeTotal(a["id"], a["name_zh"], a["name_en"], a["unit"], a["value"])
            for a in data["alternatives"]
        ),
        coverage=fp.Coverage(**coverage, uncharacterized=gaps, open_ends=ends),
        identity=fp.Identity(**{**data["identity"], "backgrounds": backgrounds}),
        findings=(),
    )
    check_types(made)
    return made


_PLAIN = (
    *("address", "process", "stage", "component", "part", "direction", "flow", "name_zh"),
    *("name_en", "origin", "evidence", "source", "dq", "value", "ledger", "gases"),
)


def _row_from_json(row: Mapping[str, Any]) -> RowResult:
    from pcf.calc.footprint import RowResult
    from pcf.findings import Location

    return RowResult(
        **{key: row[key] for key in _PLAIN},
        supplier=row["supplier"]["id"],
        supplier_zh=row["supplier"]["name_zh"],
        supplier_en=row["supplier"]["name_en"],
        reason=row["supplier"]["reason"],
        activity=row["activity"]["value"],
        activity_unit=row["activity"]["unit"],
        amount=row["amount"]["value"],
        unit=row["amount"]["unit"],
        intensity=row["intensity"]["value"],
        place=None if row["place"] is None else Location(**row["place"]),
    )


def term_json(term: Term, lang: Language) -> dict[str, Any]:
    """Give one part of an explanation, with its own parts."""
    return {
        "address": term.address,
        **named(term.name_zh, term.name_en, lang),
        "value": term.value,
        "share": term.share,
        "amount": term.amount,
        "unit": term.unit,
        "intensity": term.intensity,
        "tag": term.tag,
        "source": term.source,
        "terms": [term_json(t, lang) for t in term.terms],
    }


def explanation_json(explanation: Explanation, lang: Language = "en") -> dict[str, Any]:
    """Give the `data` object of ``pcf explain``."""
    e = explanation
    return {
        "address": e.address,
        **named(e.name_zh, e.name_en, lang),
        "value": e.value,
        "unit": e.unit,
        "share_of_total": e.share_of_total,
        "terms": [term_json(t, lang) for t in e.terms],
        "rest": {"count": e.rest_count, "value": e.rest_value},
        "facts": {fact.key: fact.value for fact in e.facts},
        "sources": [{"key": key, "citation": text} for key, text in e.sources],
        "place": place_json(e.place),
    }


def difference_json(difference: Difference, lang: Language = "en") -> dict[str, Any]:
    """Give the `data` object of ``pcf compare``."""
    d = difference
    return {
        "a": {"name": d.name_a, "total": {"value": d.total_a, "unit": d.unit_a}},
        "b": {"name": d.name_b, "total": {"value": d.total_b, "unit": d.unit_b}},
        "delta": d.delta,
        "relative": d.relative,
        "comparable": d.comparable,
        "reasons": [{"what": what, "a": a, "b": b} for what, a, b in d.reasons],
        "stages": [part_json(p, lang) for p in d.stages],
        "changes": [
            {
                "address": c.address,
                **named(c.name_zh, c.name_en, lang),
                "cause": c.cause,
                "before": c.before,
                "after": c.after,
                "delta": c.delta,
                "amount_effect": c.amount_effect,
                "intensity_effect": c.intensity_effect,
            }
            for c in d.changes
        ],
    }
