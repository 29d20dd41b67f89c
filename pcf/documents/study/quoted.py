"""Figures that people write in prose: held against the result, or filled in from it.

``{{total}}``, ``{{stage:production}}`` or ``{{share:stage:production}}`` in a text stands for the
rounded value or share at that address. A figure with the unit of the result, or a percent beside
the name of a stage, that equals no value of the result at its own precision is told (``RP037``),
and so is a sentence that denies the uncertainty which the result has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pcf.documents.study.figures import (
    Carbon,
    carbon_in,
    plain,
    sentence_before,
)
from pcf.documents.study.places import Places, places_in
from pcf.documents.study.shares import Percent, Stages
from pcf.documents.study.unassessed import denials, denied
from pcf.findings import Finding, Location, finding
from pcf.i18n import LANGUAGES, label
from pcf.model.stages import STAGES
from pcf.units import compatible, conversion_factor

if TYPE_CHECKING:
    from pcf.documents.rounding import RoundedPart
    from pcf.documents.study.about import Study


@dataclass(frozen=True)
class Quoted:
    """Figures of the texts of a study against its result."""

    study: Study

    @cached_property
    def places(self) -> Places:
        """What places in texts stand for."""
        return Places(self.study.rounded, lambda: self.study)

    def findings(self) -> list[Finding]:
        """Figures of the prose and of ``study.toml`` that are none of the result."""
        told: list[Finding] = []
        for place, key, text in self._texts():
            bare = plain(text)
            for start, observed, instead in self._wrong(bare):
                here = _at(place, bare, start)
                told.append(finding("RP037", here, observed=observed, suggestion=instead))
            told += [denied(_at(place, bare, at), words) for at, words in self._denials(key, bare)]
            if not place.file.endswith(".md"):  # fields of study.toml tell their own
                continue
            for found in places_in(text):
                if self.places.number(found[1]) is None:
                    at = _at(place, text, found.start())
                    told.append(finding("RP042", at, observed=found[1], suggestion="total"))
        return told

    def _denials(self, key: str, text: str) -> Iterator[tuple[int, str]]:
        """Where a text says that the uncertainty, which the result has, was not assessed."""
        if self.study.uncertainty.standard_deviation is not None:
            yield from denials(text, is_statement=key.rpartition(".")[2] == "uncertainty")

    def _texts(self) -> Iterator[tuple[Location, str, str]]:
        """Every written piece and statement: place of its first line, name or key, and text."""
        for text in self.study.texts.texts.values():
            yield Location(text.file, 1), text.piece, text.text
        for key, value in self.study.model.study.items():
            place = value.place or Location("study.toml", None, key)
            parts = value.value if isinstance(value.value, tuple) else (value.value, value.english)
            for part in parts:
                if isinstance(part, str) and part:
                    yield place, key, part

    def _wrong(self, text: str) -> Iterator[tuple[int, str, str]]:
        """Every figure that is none of the result: where it begins, its words, what to write."""
        for found in carbon_in(text):
            if not self._is_of_result(found, text):
                yield found.start, found.quote, "{{total}}"
        for share in self._stages.percents(text):
            known = self._shares.get(share.stage)
            if known is not None and not _fits(share, known):
                yield share.start, share.quote, f"{{{{share:stage:{share.stage}}}}}"

    def _is_of_result(self, found: Carbon, text: str) -> bool:
        if found.gas:
            return True
        if not float(_digits(found.figure)):
            said = sentence_before(text, found.start).lower()
            return any(name.lower() in said for name in self._nothing)
        known = False
        for value in self._values(found.per):
            known = True
            if _equals(found.figure, (value / found.kilograms,)):
                return True
        return not known

    def _values(self, per: str | None) -> Iterator[float]:
        """Every figure of the report per a unit; without one those of the result itself."""
        own = self._own.partition("/")[2]
        for unit, values in self._figures.items():
            if per is None or compatible(per, unit):
                factor = 1.0 if per is None else conversion_factor(per, unit)
                yield from (value * factor for value in values)
        for value, unit in self._factors if per is not None else ():
            if compatible(per or "", unit):
                yield value * conversion_factor(per or "", unit)
        if per is None or compatible(per, own):
            factor = 1.0 if per is None else conversion_factor(per, own)
            cases = self.study.alternatives.cases.computed
            yield from (v * factor for c in cases for v in (c.total, c.delta) if v is not None)

    @property
    def _own(self) -> str:
        return self.study.footprint.unit

    @cached_property
    def _figures(self) -> Mapping[str, list[float]]:
        """Figures of the result by what they are per."""
        study, table = self.study, self.study.rounded
        parts = [*self.places.parts(), *(row.part for row in table.rows), *table.crossed.values()]
        spread, grid = study.uncertainty, study.grid
        more = [
            *((grid.total, grid.delta) if grid is not None else ()),
            spread.standard_deviation, spread.low95, spread.high95, spread.low, spread.high,
            *(item.value for item in study.result.left_out), *(gas.kg for gas in study.gases),
        ]  # fmt: skip
        made: dict[str, list[float]] = {}
        for part in parts:
            values = made.setdefault(part.unit.partition("/")[2], [])
            values += [float(part.exact), float(part.value)]
        made.setdefault(self._own.partition("/")[2], []).extend(v for v in more if v is not None)
        return made

    @cached_property
    def _factors(self) -> list[tuple[float, str]]:
        """What a unit of each supplier and of each gas counts, as the inventory prints it."""
        rows = self.study.footprint.rows
        counted = [(gas.factor, "kg") for gas in self.study.gases if gas.factor is not None]
        return list(dict.fromkeys([*((row.intensity, row.unit) for row in rows), *counted]))

    @cached_property
    def _nothing(self) -> frozenset[str]:
        """Names of parts of the result that are exactly nothing."""
        parts = [part for part in self.places.parts() if not part.exact]
        words = {word for part in parts for word in _names(part)}
        if not self.study.rounded.total.exact:
            words |= {"footprint", "total", "result", "碳足迹", "总量", "结果"}
        return frozenset(filter(None, words))

    @cached_property
    def _stages(self) -> Stages:
        names = {str(id): [label(id, lang) for lang in LANGUAGES] for id in STAGES}
        return Stages(names | {p.id: _names(p) for p in self.study.rounded.stages.parts})

    @cached_property
    def _shares(self) -> Mapping[str, float]:
        """Share of each stage in percent."""
        found = {p.id: self.study.footprint.share(p.exact) for p in self.study.rounded.stages.parts}
        return {id: share * 100 for id, share in found.items() if share is not None}


def _names(part: RoundedPart) -> list[str]:
    return [part.name_zh, part.name_en, *(label(part.id, lang) for lang in LANGUAGES)]


def _digits(figure: str) -> str:
    return re.sub(r"[ ,\u00a0\u202f]", "", figure).replace("\u2212", "-")


def _fits(said: Percent, share: float) -> bool:
    """Whether a share is what is said of it, or within the bound that is said."""
    if not said.bound:
        return _equals(said.figure, (share,))
    limit = float(_digits(said.figure))
    return share <= limit if said.bound == "<" else share >= limit


def _equals(figure: str, values: Iterable[float]) -> bool:
    """Whether a figure is one of the values, rounded to as many places as it has."""
    digits = _digits(figure)
    half = 0.5 * 10.0 ** -len(digits.partition(".")[2])
    return any(abs(float(digits) - value) <= half * (1 + 1e-9) for value in values)


def _at(place: Location, text: str, start: int) -> Location:
    """Place of what begins in a text; a statement has one place."""
    if not place.file.endswith(".md") or place.line is None:
        return place
    return Location(place.file, place.line + text.count("\n", 0, start))
