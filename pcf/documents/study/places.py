"""Places in texts of people, ``{{total}}``, and the values of a result that fill them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pcf.documents.digits import share_text
from pcf.documents.document import Content, Inline, Number
from pcf.errors import UsageError

if TYPE_CHECKING:
    from pcf.calc.explanation import Explanation
    from pcf.documents.rounding import RoundedPart, RoundedResult
    from pcf.documents.study.about import Study

_PLACE = re.compile(r"\{\{\s*([^{}\n]{0,500}?)\s*\}\}")
#: Addresses whose value is a share (0..1), and those of counts.
_SHARE = re.compile(r"(share|cumulative):|\w+(\.\w+)*(_share|\.ratio|\.relative|mass_explained)\Z")
_COUNT = re.compile(r"count:|coverage\.(rows|excluded_unestimated|flows)")


def places_in(text: str) -> Iterator[re.Match[str]]:
    """Places of a text; the address is the first group."""
    return _PLACE.finditer(text)


@dataclass(frozen=True)
class Places:
    """Values of a rounded result by what a place in a text calls them.

    study
        Gives the study whose figures have addresses as well; None where there is none.
    """

    rounded: RoundedResult
    study: Callable[[], Study] | None = None

    @cached_property
    def numbers(self) -> Mapping[str, Number]:
        """Values of the rounded table by their address, and their shares."""
        made: dict[str, Number] = {}
        for part in (*self.parts(), *(row.part for row in self.rounded.rows)):
            made.setdefault(part.address, Number(part.text, part.unit, part.address))
            made.setdefault(f"share:{part.address}", Number(part.share, address=part.address))
        return made

    def number(self, address: str) -> Number | None:
        """What a place stands for: any address that ``pcf explain`` takes with one number."""
        known = self.numbers.get(address)
        if known is not None or not address:
            return known
        found = self._explained(address)
        if found is None or found.value is None:
            return None
        if _SHARE.match(address):
            return Number(share_text(found.value), address=address)
        if _COUNT.match(address):
            return Number(f"{found.value:.12g}", address=address)
        table = self.rounded
        same = found.unit == table.unit and table.printed.has(found.value)
        text = table.part_text(found.value) if same else table.figure(found.value)
        return Number(text, found.unit, address)

    def _explained(self, address: str) -> Explanation | None:
        from pcf.documents.study.addresses import explain_study, is_of_study

        try:
            return self.rounded.footprint.explain(address)
        except UsageError:
            if self.study is None or not is_of_study(address):
                return None
            return explain_study(self.study(), address)

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
        for found in places_in(part):
            number = self.number(found[1])
            if number is not None:
                yield part[end : found.start()]
                yield number
                end = found.end()
        yield part[end:]
