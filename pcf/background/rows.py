"""Exchanges by columns: half a million rows in tens of megabytes, decoded one by one when asked.

A text column is a list of its different words and one 32-bit code per row; a number column is
float64. A number column that is absent in every row takes no room. An absent number is one
particular not-a-number, so that it differs from one that could not be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from operator import attrgetter
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from pcf.background.records import ExchangeRecord

#: Columns of words, and of numbers, in the order in which they are kept.
TEXTS = ("process", "direction", "flow", "unit", "provider", "ledger", "uncertainty", "pedigree",
         "tag", "sources", "comment")  # fmt: skip
NUMBERS = ("amount", "mass_kg", "energy_mj", "price", "low", "high", "share")
#: Bits of the not-a-number that means absent.
_ABSENT = 0x7FF8_0000_0000_0001
ABSENT = np.array([_ABSENT], dtype=np.int64).view(np.float64)[0]
_BLOCK = 16_384
#: Pairs of words up to which each has a place of its own; more are sorted.
_ROOM = 1 << 24
#: Multiplier and shift that mix the bytes of a name.
_PRIME, _HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)

Word = str | tuple[str, ...]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Column:
    """Words of a column and the code of each row."""

    words: Sequence[Any]
    codes: Codes

    def where(self, fits: Callable[[Any], bool]) -> NDArray[np.bool_]:
        """Rows whose word fits; each word is looked at once."""
        each = np.fromiter(map(fits, self.words), dtype=bool, count=len(self.words))
        found: NDArray[np.bool_] = each[self.codes]
        return found

    def positions(self, known: Mapping[Any, int]) -> NDArray[np.int64]:
        """Place of the word of each row among `known` ones; -1 for those that are not."""
        each = [known.get(word, -1) for word in self.words]
        found: NDArray[np.int64] = np.array(each, dtype=np.int64)[self.codes]
        return found

    def with_other(
        self, other: Column, rows: NDArray[Any] | slice = slice(None)
    ) -> tuple[list[tuple[Any, Any]], NDArray[np.int64]]:
        """Different pairs of words of two columns in some rows, and which of them each row has."""
        width = max(len(other.words), 1)
        key = self.codes[rows].astype(np.int64) * width + other.codes[rows]
        room = len(self.words) * width
        if room <= _ROOM:
            met = np.zeros(room, dtype=bool)
            met[key] = True
            codes, which = np.flatnonzero(met), (np.cumsum(met) - 1)[key]
        else:
            codes, which = np.unique(key, return_inverse=True)
        pairs = [(self.words[code // width], other.words[code % width]) for code in codes.tolist()]
        return pairs, which


@dataclass(frozen=True)
class Rows(Sequence[ExchangeRecord]):
    """Exchanges of a background in the order of its tables.

    Attributes
    ----------
    names, ends
        Ids of the rows in UTF-8, one behind the other, and where each ends.
    texts
        Columns of words by name.
    numbers
        Columns of numbers by name; one that is not there is absent in every row.
    """

    names: NDArray[np.uint8]
    ends: NDArray[np.int64]
    texts: Mapping[str, Column]
    numbers: Mapping[str, Floats]

    @staticmethod
    def of(records: Iterable[ExchangeRecord]) -> Rows:
        """Give records by columns; what is by columns already stays as it is."""
        if isinstance(records, Rows):
            return records
        builder = RowsBuilder()
        source = iter(records)
        while block := list(islice(source, _BLOCK)):
            builder.add(
                [row.id for row in block],
                {name: list(map(attrgetter(name), block)) for name in TEXTS},
                {name: [getattr(row, name) for row in block] for name in NUMBERS},
            )
        return builder.rows()

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, index: int) -> ExchangeRecord: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[ExchangeRecord, ...]: ...
    def __getitem__(self, index: int | slice) -> ExchangeRecord | tuple[ExchangeRecord, ...]:
        if isinstance(index, slice):
            return tuple(map(self._record, range(*index.indices(len(self)))))
        return self._record(range(len(self))[index])

    def __iter__(self) -> Iterator[ExchangeRecord]:
        return map(self._record, range(len(self)))

    def _record(self, row: int) -> ExchangeRecord:
        words = {name: c.words[c.codes[row]] for name, c in self.texts.items()}
        numbers = {name: _number(column[row]) for name, column in self.numbers.items()}
        return ExchangeRecord(id=self.id(row), **words, **numbers)  # type: ignore[arg-type]

    def id(self, row: int) -> str:
        """Id of a row."""
        begin = int(self.ends[row - 1]) if row else 0
        return self.names[begin : self.ends[row]].tobytes().decode("utf-8")

    def column(self, name: str) -> Iterator[Any]:
        """Values of a field of all rows, one by one."""
        if name == "id":
            return map(self.id, range(len(self)))
        if name in self.texts:
            column = self.texts[name]
            return map(column.words.__getitem__, column.codes.tolist())
        values = self.numbers.get(name)
        if values is None:
            return iter([None] * len(self))
        return map(_number, values)

    def has(self, name: str) -> bool:
        """Whether any row says something in a field."""
        if name in self.texts:
            return any(self.texts[name].words)
        return name == "id" or name in self.numbers

    @cached_property
    def by_process(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows ordered by process, those of one in the order of the tables, and where they begin.

        Rows of the word *k* of the column ``process`` are ``order[begins[k]:begins[k + 1]]``.
        """
        column = self.texts["process"]
        order = np.argsort(column.codes, kind="stable").astype(np.int64)
        counts = np.bincount(column.codes, minlength=len(column.words))
        return order, np.concatenate([[0], np.cumsum(counts)])

    @cached_property
    def _processes(self) -> dict[str, int]:
        return {word: code for code, word in enumerate(self.texts["process"].words)}

    def of_process(self, process: str) -> NDArray[np.int64]:
        """Places of the rows of a process."""
        code = self._processes.get(process)
        if code is None:
            return np.empty(0, dtype=np.int64)
        order, begins = self.by_process
        return order[begins[code] : begins[code + 1]]

    def has_twins(self) -> bool:
        """Whether two ids may be the same; False is certain."""
        text = np.frombuffer(self.names.tobytes(), dtype=np.uint8)
        lengths = np.diff(self.ends, prepend=0)
        begins, marks = self.ends - lengths, lengths.astype(np.uint64)
        order = np.argsort(-lengths, kind="stable")
        at, marks, shorter = begins[order], marks[order], -lengths[order]
        for place in range(int(lengths.max(initial=0))):
            long = int(np.searchsorted(shorter, -place))  # names that go on
            marks[:long] = (marks[:long] ^ text[at[:long] + place]) * _PRIME
            marks[:long] ^= marks[:long] >> _HALF
        marks.sort()
        return bool(np.any(marks[1:] == marks[:-1]))


def _number(value: np.float64) -> float | None:
    if value == value:
        return float(value)
    return None if value.view(np.int64) == _ABSENT else float(value)


class RowsBuilder:
    """Takes rows block by block."""

    def __init__(self) -> None:
        self._names: list[bytes] = []
        self._ends: list[NDArray[np.int64]] = []
        self._known: dict[str, dict[Word, int]] = {name: {} for name in TEXTS}
        self._codes: dict[str, list[Codes]] = {name: [] for name in TEXTS}
        self._numbers: dict[str, list[Floats | None]] = {name: [] for name in NUMBERS}
        self._counts: list[int] = []
        self._size = 0

    def add(
        self,
        ids: Sequence[str],
        texts: Mapping[str, Sequence[Word]],
        numbers: Mapping[str, Sequence[float | None] | Floats],
    ) -> None:
        """Take a block: ids, every column of words, and columns of numbers where there are any."""
        names = [id.encode("utf-8") for id in ids]
        lengths = np.fromiter(map(len, names), dtype=np.int64, count=len(names))
        self._names.append(b"".join(names))
        self._ends.append(self._size + np.cumsum(lengths))
        self._size += int(lengths.sum())
        for name in TEXTS:
            self._codes[name].append(self._coded(name, texts[name]))
        for name in NUMBERS:
            self._numbers[name].append(_floats(numbers.get(name)))
        self._counts.append(len(names))

    def _coded(self, name: str, values: Sequence[Word]) -> Codes:
        known = self._known[name]
        for word in dict.fromkeys(values):
            known.setdefault(word, len(known))
        return np.fromiter(map(known.__getitem__, values), dtype=np.int32, count=len(values))

    def rows(self) -> Rows:
        """Give all rows."""
        numbers = {}
        for name in NUMBERS:
            blocks = self._numbers.pop(name)
            if name == "amount" or any(block is not None for block in blocks):
                pairs = zip(blocks, self._counts, strict=True)
                whole = [np.full(n, ABSENT) if block is None else block for block, n in pairs]
                numbers[name] = np.concatenate([*whole, np.empty(0)])
        texts = {
            name: Column(
                list(self._known[name]),
                np.concatenate([*self._codes.pop(name), np.empty(0, dtype=np.int32)]),
            )
            for name in TEXTS
        }
        names = np.frombuffer(b"".join(self._names), dtype=np.uint8)
        ends = np.concatenate([*self._ends, np.empty(0, dtype=np.int64)])
        return Rows(names, ends, texts, numbers)


def _floats(values: Sequence[float | None] | Floats | None) -> Floats | None:
    """Give a column as an array; None when it is absent in every row."""
    if values is None:
        return None
    if not isinstance(values, np.ndarray):
        values = np.array([ABSENT if value is None else value for value in values])
    return values if (values.view(np.int64) != _ABSENT).any() else None
