"""Find the records that satisfy conditions without looking at each: for long lists of names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property

from pcf.model.study import by_language
from pcf.rules.conditions import Condition, all_hold
from pcf.rules.record import Record

_MARK = "\n"


class _Field:
    """Texts of one field of all records, in lower case."""

    def __init__(self, records: Sequence[Record], name: str) -> None:
        self._texts = [_text(record, name) for record in records]

    @cached_property
    def _joined(self) -> tuple[str, list[int]]:
        """All texts in one, and where each begins."""
        begins, position = [], 0
        for text in self._texts:
            begins.append(position)
            position += len(text) + len(_MARK)
        return _MARK.join(self._texts), begins

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for number, text in enumerate(self._texts):
            for part in {text, *by_language(text)} if "/" in text else (text,):
                places.setdefault(part, []).append(number)
        return places

    def equal(self, words: Iterable[str]) -> set[int]:
        """Numbers of the records whose text is one of the words."""
        return {number for word in words for number in self._places.get(word, ())}

    def holding(self, words: Iterable[str]) -> set[int]:
        """Numbers of the records whose text holds one of the words."""
        whole, begins = self._joined
        found: set[int] = set()
        for word in words:
            at = whole.find(word)
            while at >= 0:
                number = bisect_right(begins, at) - 1
                found.add(number)
                following = begins[number + 1] if number + 1 < len(begins) else len(whole)
                at = whole.find(word, following)
        return found


def _text(record: Record, name: str) -> str:
    value = record.values.get(name)
    return "" if value is None else str(value).lower().replace(_MARK, " ")


class RecordIndex:
    """Records with an index of the texts of their fields."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = tuple(records)
        self._fields: dict[str, _Field] = {}

    def find(self, ways: Iterable[tuple[Condition, ...]]) -> tuple[Record, ...]:
        """Records that satisfy every condition of at least one way, in their order."""
        found: set[int] = set()
        for conditions in ways:
            found |= {
                number
                for number in self._candidates(conditions) - found
                if all_hold(conditions, self.records[number].values)
            }
        return tuple(self.records[number] for number in sorted(found))

    def first(self, conditions: tuple[Condition, ...]) -> Record | None:
        """First record that satisfies every condition; None where no record does."""
        return next(iter(self.find((conditions,))), None)

    def _candidates(self, conditions: tuple[Condition, ...]) -> set[int]:
        """Records that may satisfy the conditions: those that satisfy one that names words."""
        for condition in conditions:
            if condition.op in ("~", "names"):
                return self._field(condition.field).holding(condition.words)
            if condition.op in ("=", "in") and not condition.numbers and not condition.is_yes_or_no:
                return self._field(condition.field).equal(condition.words)
        return set(range(len(self.records)))

    def _field(self, name: str) -> _Field:
        if name not in self._fields:
            self._fields[name] = _Field(self.records, name)
        return self._fields[name]
