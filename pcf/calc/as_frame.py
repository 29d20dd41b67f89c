"""Result objects for notebooks: a frame of the rows and a short HTML table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from pcf.climate import LEDGERS

if TYPE_CHECKING:
    import pandas as pd

    from pcf.calc.footprint import Footprint


def footprint_frame(footprint: Footprint) -> pd.DataFrame:
    """Rows as a frame indexed by address: amounts, intensity, value and ledger columns.

    The column ``value`` adds up to the total; so do the ledger columns together.
    """
    import pandas as pd

    records = [
        {
            "address": row.address,
            "stage": row.stage,
            "process": row.process,
            "component": row.component,
            "part": row.part,
            "flow": row.flow,
            "name_zh": row.name_zh,
            "name_en": row.name_en,
            "supplier": row.supplier,
            "origin": row.origin,
            "evidence": row.evidence,
            "amount": row.amount,
            "unit": row.unit,
            "intensity": row.intensity,
            "value": row.value,
            **{name: row.ledger.get(name, 0.0) for name in LEDGERS},
        }
        for row in footprint.rows
    ]
    columns = list(records[0]) if records else ["address", "value"]
    return pd.DataFrame.from_records(records, columns=columns).set_index("address")


def footprint_html(footprint: Footprint) -> str:
    """Stages and total as an HTML table, for notebooks."""
    lines = "".join(
        f"<tr><td>{escape(p.name_zh)} {escape(p.name_en)}</td><td>{p.value:.4g}</td></tr>"
        for p in footprint.stages
    )
    title = f"{escape(footprint.product_zh)} {escape(footprint.product_en)}"
    total = f"<tr><th>{escape(footprint.unit)}</th><th>{footprint.total:.4g}</th></tr>"
    return f"<table><caption>{title}</caption>{lines}{total}</table>"
