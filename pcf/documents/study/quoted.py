"""Figures that people write in prose: held against the result, or filled in from it.

``{{total}}``, ``{{stage:production}}`` or ``{{share:stage:production}}`` in a text stands for the
rounded value or share at that address. A figure with the unit of the result, or a percent beside
the name of a stage, that equals no value of the result at its own precision is told (``RP037``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pcf.documents.document import Content, Inline, Number
from pcf.findings import Finding, Location, finding
from pcf.i18n import LANGUAGES, label

if TYPE_CHECKING:
    from pcf.documents.rounding import RoundedPart, RoundedResult
    from pcf.documents.study.about import Study

_PLACE = re.compile(r"\{\{\s*([^{}]{1,200}?)\s*\}\}")
_NUMBER = (
    r"(?P<figure>[-\u2212]?\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?:\.\d+)?|[-\u2212]?\d+(?:\.\d+)?)"
)
_CARBON = re.compile(
    r"(?<![\w.,-])" + _NUMBER + r"\s*(?P<mass>kg|t|g)\s*CO(?:2|\u2082)[ -]?eq?\b"
    r"(?:\s*/\s*(?P<per>[A-Za-z0-9.]+))?"
)
_LINK = (
    r"\s*(?:stage|phase|\u9636\u6bb5)?"
    r"\s*(?:[:\uff1a=(\uff08]|is|\u4e3a|\u5360|makes? up|contributes)?\s*(?:\u7ea6|about)?\s*"
)
#: Kilograms of a unit of mass.
_KILOGRAMS = {"kg": 1.0, "t": 1000.0, "g": 0.001}


@dataclass(frozen=True)
class Places:
    """Values of a rounded result by what a place in a text calls them."""

    rounded: RoundedResult

    @cached_property
    def numbers(self) -> Mapping[str, Number]:
        """What a place in a text may stand for."""
        made: dict[str, Number] = {}
        for part in self.parts():
            made.setdefault(part.address, Number(part.text, part.unit, part.address))
            made.setdefault(f"share:{part.address}", Number(part.share, address=part.address))
        return made

    def parts(self) -> Iterator[RoundedPart]:
        """Total, parts of every sum, and totals per other units."""
        table = self.rounded
        yield table.total
        for whole in (table.stages, table.ledger, table.gases, table.components, table.processes):
            yield from whole.parts
        yield from table.alternatives

    def filled(self, cell: Content) -> Content:
        """Put the values of the result where a text has places for them."""
        if not any(isinstance(part, str) and "{{" in part for part in cell):
            return cell
        return tuple(piece for part in cell for piece in self._pieces(part) if piece != "")

    def _pieces(self, part: Inline) -> Iterator[Inline]:
        if not isinstance(part, str):
            yield part
            return
        end = 0
        for found in _PLACE.finditer(part):
            number = self.numbers.get(found[1])
            if number is not None:
                yield part[end : found.start()]
                yield number
                end = found.end()
        yield part[end:]


@dataclass(frozen=True)
class Quoted:
    """Figures of the texts of a study against its result."""

    study: Study

    @cached_property
    def places(self) -> Places:
        """What places in texts stand for."""
        return Places(self.study.rounded)

    def findings(self) -> list[Finding]:
        """Figures of the prose and of ``study.toml`` that are none of the result."""
        told: list[Finding] = []
        for place, text in self._texts():
            told += [_told(place, f, self.study) for f in self._wrong(text)]
            for found in _PLACE.finditer(text):
                if found[1] not in self.places.numbers:
                    told.append(finding("RP042", place, observed=found[1], suggestion="total"))
        return told

    def _texts(self) -> Iterator[tuple[Location, str]]:
        """Every line of prose and every statement, with its place."""
        for text in self.study.texts.texts.values():
            for number, line in enumerate(text.text.split("\n"), start=1):
                yield Location(text.file, number), line
        for key, value in self.study.model.study.items():
            place = value.place or Location("study.toml", None, key)
            parts = value.value if isinstance(value.value, tuple) else (value.value, value.english)
            for part in parts:
                if isinstance(part, str) and part:
                    yield place, part

    def _wrong(self, text: str) -> Iterator[str]:
        for found in _CARBON.finditer(text):
            factor = _KILOGRAMS[found["mass"]]
            values = self._values(found["per"])
            if values and not _equals(found["figure"], (value / factor for value in values)):
                yield found[0].strip()
        for names, share in self._stages:
            for found in names.finditer(text):
                if not _equals(found["figure"], (share,)):
                    yield found[0].strip()

    def _values(self, per: str | None) -> list[float]:
        """Values a figure may be: of the result's unit, or of an alternative one."""
        own = self.study.footprint.unit.partition("/")[2]
        table = self.study.rounded
        others = [part for part in table.alternatives if part.unit.partition("/")[2] == per]
        if per is not None and per != own:
            return [float(v) for part in others for v in (part.exact, part.value)]
        parts = [*self.places.parts(), *(row.part for row in table.rows)]
        grid = self.study.grid
        more = [grid.total] if grid is not None and grid.total is not None else []
        return [*(float(v) for part in parts for v in (part.exact, part.value)), *more]

    @cached_property
    def _stages(self) -> list[tuple[re.Pattern[str], float]]:
        made = []
        for part in self.study.rounded.stages.parts:
            share = self.study.footprint.share(part.exact)
            if share is None:
                continue
            words = {part.name_zh, part.name_en, *(label(part.id, lang) for lang in LANGUAGES)}
            ordered = sorted(filter(None, words), key=len, reverse=True)
            names = "|".join(map(re.escape, ordered))
            shape = rf"(?<![A-Za-z])(?:{names}){_LINK}{_NUMBER}\s*[%\uff05]"
            made.append((re.compile(shape, re.IGNORECASE), share * 100))
        return made


def _equals(figure: str, values: Iterable[float]) -> bool:
    """Whether a figure is one of the values, rounded to as many places as it has."""
    plain = re.sub(r"[ ,\u00a0\u202f]", "", figure).replace("\u2212", "-")
    half = 0.5 * 10.0 ** -len(plain.partition(".")[2])
    return any(abs(float(plain) - value) <= half * (1 + 1e-9) for value in values)


def _told(place: Location, observed: str, study: Study) -> Finding:
    first = next(iter(study.rounded.stages.parts), study.rounded.total)
    share = "%" in observed or "\uff05" in observed
    place_of = f"{{{{share:{first.address}}}}}" if share else "{{total}}"
    return finding("RP037", place, observed=observed, suggestion=place_of)
