"""Which form of pcf a filled workbook is, by its stamp."""

from __future__ import annotations

from pathlib import Path

from pcf.assurance import request, workpaper
from pcf.assurance.books import Book
from pcf.errors import PcfError
from pcf.findings import Location, finding

#: Schema of a form, and the word of ``pcf import --as`` for it.
FORMS = {workpaper.SCHEMA: "workpaper", request.SCHEMA: "answer"}


def form_of(path: Path) -> str:
    """Give ``workpaper`` or ``answer``.

    Raises
    ------
    PcfError
        ``WP022`` for a workbook that is no form of pcf; when it may not be opened at all.
    """
    told = dict(reversed(Book(path).stamp))
    found = FORMS.get(told.get("schema", ""))
    if found is None:
        observed = told.get("schema", "-")[:60]
        raise PcfError([finding("WP022", Location(path.name), observed=observed,
                                expected=" | ".join(FORMS))])  # fmt: skip
    return found
