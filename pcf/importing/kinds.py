"""What a data set stands for, from the words of its class and type."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import lru_cache
from typing import cast

from pcf.importing.package import ProcessKind
from pcf.location import data_root


@lru_cache(maxsize=1)
def _words() -> dict[tuple[str, str], ProcessKind]:
    path = data_root("datasets") / "flow-aliases" / "kinds.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {
            (row["where"], row["word"].casefold()): cast(ProcessKind, row["kind"])
            for row in csv.DictReader(stream)
        }


def kind_of(classes: Sequence[str], type_text: str) -> ProcessKind:
    """Give the kind of a data set; what says nothing known is a unit process.

    Parameters
    ----------
    classes
        Classes from the top down.
    type_text
        Type of data set as the file states it.
    """
    words = _words()
    for where, text in (*(("class", c) for c in classes[:1]), ("type", type_text)):
        found = words.get((where, " ".join(text.split()).casefold()))
        if found is not None:
            return found
    return "unit"
