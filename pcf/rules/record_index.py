"""Find the records that satisfy conditions without looking at each: for long lists of names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from pcf.model.study import by_language
from pcf.rules.conditions import Condition, all_hold
from pcf.rules.heads import folded
from pcf.rules.record import Record

_MARK = "\n"


class _Field:
    """Texts of one field of all records, in the form `form` of lower case."""

    def __init__(self, records: Sequence[Record], name: str, form: Callable[[str], str]) -> None:
        self._form = form
        self._texts = [_text(record, name, form) for record in records]
        self._held: dict[str, frozenset[int]] = {}

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
        for number, text in enumerate(map(str.strip, self._texts)):
            for part in {text, *by_language(text)} if "/" in text else (text,):
                places.setdefault(part, []).append(number)
        return places

    def equal(self, words: Iterable[str]) -> set[int]:
        """Numbers of the records whose text is one of the words."""
        return {number for word in words for number in self._places.get(word, ())}

    def holding(self, words: Iterable[str]) -> set[int]:
        """Numbers of the records whose text holds one of the words."""
        return {number for word in words for number in self._holding(self._form(word))}

    def _holding(self, word: str) -> frozenset[int]:
        """Numbers of the records whose text holds a word; packs ask for the same ones."""
        if word not in self._held:
            whole, begins = self._joined
            found: list[int] = []
            at = whole.find(word)
            while at >= 0:
                found.append(bisect_right(begins, at) - 1)
                following = begins[found[-1] + 1] if found[-1] + 1 < len(begins) else len(whole)
                at = whole.find(word, following)
            self._held[word] = frozenset(found)
        return self._held[word]


def _text(record: Record, name: str, form: Callable[[str], str]) -> str:
    value = record.values.get(name)
    return "" if value is None else form(str(value)).replace(_MARK, " ")


class RecordIndex:
    """Records with an index of the texts of their fields."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = tuple(records)
        self._fields: dict[tuple[str, Callable[[str], str]], _Field] = {}

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
        """Records that may satisfy the conditions: those that satisfy all that name words."""
        named = [found for c in conditions if (found := self._named(c)) is not None]
        return set.intersection(*named) if named else set(range(len(self.records)))

    def _named(self, condition: Condition) -> set[int] | None:
        """Records that may satisfy a condition; None where it names no words to look for."""
        name, op, words = condition.field, condition.op, condition.words
        if op == "~":
            return self._field(name, str.lower).holding(words)
        if op == "names":
            return self._field(name, folded).holding(words)
        if op in ("=", "in") and not condition.numbers and not condition.is_yes_or_no:
            return self._field(name, str.lower).equal(words)
        return None

    def _field(self, name: str, form: Callable[[str], str]) -> _Field:
        key = name, form
        if key not in self._fields:
            self._fields[key] = _Field(self.records, name, form)
        return self._fields[key]
