"""What is wrong with a number of records, or with the sum of one of their fields."""

from __future__ import annotations

from pcf.rules.outcome import Ask, Failure, Told, bounds, limits, where_words
from pcf.rules.wording import Spoken, field_name, number, words_of


def sum_failure(ask: Ask, found: float, low: float | None, high: float | None) -> Failure:
    """Make the failure of a number of records, or of the sum of their field."""
    of, where = ask.params["of"], ask.params.get("where", ())
    field = ask.params.get("field")
    called = field_name(of, field) if field else Spoken("", "")
    unit = called.unit if called.unit not in ("own", "result") else ""

    def words() -> Told:
        what = where_words(of, where)
        told = number(found, unit, [bound for bound in (low, high) if bound is not None])
        if field:
            whole = words_of("cond_sum", subject=what, field=(called.zh, called.en))
            state = words_of("cond_is", name=whole, value=told)
        else:
            state = words_of("cond_count", what=what, value=told)
        return {"fault": words_of("cond_fault", state=state, demand=limits(low, high, unit, found))}

    return Failure(
        "fail_total",
        f"{found:g}",
        bounds(low, high),
        words=words,
        unit="1" if unit == "share" else unit,
    )
