"""Table of the ledger columns; a column that nobody assessed is no zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pcf.documents.answers import says, says_none, says_yes
from pcf.documents.basis import Basis
from pcf.documents.document import Block
from pcf.documents.sections import note, sum_table
from pcf.i18n import phrase

if TYPE_CHECKING:
    from pcf.model import StudyValue

#: Key of ``study.toml`` that says whether a column was assessed.
_KEYS = {"dluc": "land.dluc_assessed", "aircraft": "transport.radiative_forcing"}


def ledger_table(basis: Basis) -> list[Block]:
    """Table of every ledger column, with words for those whose zero nobody stands for.

    A value that is not zero is printed as it is, with a note where its column was not assessed.
    """
    whole = basis.rounded.ledger
    open_columns = _open(basis)
    empty = {p.id for p in whole.parts if not p.exact}
    said = {id: basis.word(key) for id, key in open_columns.items() if id in empty}
    notes: list[Block] = [
        note(phrase("ledger_not_assessed_value", basis.lang, name=basis.word(id),
                    state=basis.word(key)))
        for id, key in open_columns.items() if id not in empty and key == "ledger_not_assessed"
    ]  # fmt: skip
    return [*sum_table(basis, whole, basis.word("sheet_ledger"), said=said), *notes]


def _open(basis: Basis) -> Mapping[str, str]:
    """Columns that the study does not say were assessed, and the label of what it says.

    Only a yes says that land-use change was assessed, and only a no (``none``, ``无：没有空运``) or
    ``apart`` that no effect of aircraft is in the total: any other answer is no zero.
    """
    found: dict[str, str] = {}
    for column, key in _KEYS.items():
        value = basis.model.study.get(key)
        if value is None or not value.is_stated:
            found[column] = "sheet_not_stated"
        elif value.not_applicable is not None:
            found[column] = "ledger_not_applicable"
        elif not (says_yes(value) if column == "dluc" else _is_apart(value)):
            found[column] = "ledger_not_assessed"
    if basis.model.transport:  # its legs state their modes
        found.pop("aircraft", None)
    return found


def _is_apart(value: StudyValue) -> bool:
    """Whether an answer says that no effect of aircraft is in the total."""
    return says_none(value) or says(value, "apart")
