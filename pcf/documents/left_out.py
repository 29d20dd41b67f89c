"""Table of what a rule or target leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.documents.basis import Basis
from pcf.documents.digits import number_text
from pcf.documents.document import Block, Column, Number, Row, Table, content
from pcf.documents.names import name_of
from pcf.i18n import Language

if TYPE_CHECKING:
    from pcf.targets.result import LeftOut


def left_out_table(basis: Basis) -> list[Block]:
    """Table of what the rule or the target leaves out, with its weight and the reason."""
    if not basis.result.left_out:
        return []
    columns = (
        Column(basis.word("fact_exclude")),
        Column(basis.rounded.unit, numeric=True),
        Column(basis.word("sheet_reason")),
    )
    digits = basis.rounded.policy.digits
    rows = tuple(
        Row(
            (
                content(_named(item, basis.lang)),
                (Number(number_text(item.value, digits), address=f"left_out:{item.address}"),),
                content(item.reason(basis.lang)),
            )
        )
        for item in basis.result.left_out
    )
    return [Table(basis.word("sheet_left_out"), columns, rows)]


def _named(item: LeftOut, lang: Language) -> str:
    """Name of what is left out with its id; its address where it has no name."""
    name = name_of(item, lang)
    return f"{name} ({item.address.partition('.')[2]})" if name else item.address
