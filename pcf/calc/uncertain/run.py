"""Draw a footprint: evaluate, check against full calculations, add up what statistics need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pcf.calc.recalculation import Recalculation, total_of
from pcf.calc.uncertain.background import (
    BackgroundBlock,
    BackgroundCover,
    BackgroundDraws,
    background_demand,
)
from pcf.calc.uncertain.compiled import CompiledTotal, Mask, Totals
from pcf.calc.uncertain.draws import (
    addresses_of,
    position,
    uniform_numbers,
    values_of,
)
from pcf.calc.uncertain.formulas import NotEvaluatedError
from pcf.calc.uncertain.sample import Sample, Sampling, Way
from pcf.calc.uncertain.stated import Input, stated_inputs
from pcf.calc.uncertain.variance import MOST, Regression, in_blocks
from pcf.engine.system import Floats
from pcf.project.mixes import rows_of

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint

#: Largest relative difference between the fast way and a full calculation.
EQUAL = 1e-9
#: Draws of the first chunk that are checked, besides the extreme ones.
_CHECKED = 4
#: Total under values put in (``ADDRESS=VALUE``); None when it cannot be computed.
Full = Callable[[Mapping[str, float], Mapping[str, float]], float | None]


class Drawer:
    """Evaluates draws of one footprint.

    Parameters
    ----------
    full
        Full calculation of the project, for what cannot be solved again with its links kept.
    theirs
        Statements of another project; see `pcf.calc.uncertain.draws.addresses_of`.
    """

    def __init__(
        self,
        footprint: Footprint,
        sampling: Sampling,
        full: Full | None = None,
        theirs: Mapping[str, str] | None = None,
    ) -> None:
        self._footprint = footprint
        self._sampling = sampling
        self._full = full
        self.stated = stated_inputs(footprint.solved.linked.model)
        self._inputs = {item.address: item for item in self.stated.inputs}
        self.addresses = addresses_of(self.stated.inputs, theirs, footprint.project)
        self._compiled = CompiledTotal(footprint.solved)
        self._again = Recalculation(footprint.solved)
        self._amounts = _amounts(footprint)
        self._background = self._open_background()
        known = footprint.solved.linked.background
        # Entries are drawn by their place: two backgrounds share none of them.
        self._background_seed = position(f"{sampling.seed} {known.sha256} {known.allocation}")
        self._why = ""
        self._told: dict[int, BackgroundBlock] = {}

    def run(self) -> Sample:
        """Draw; raises `NotEvaluatedError` when the background cannot be drawn with the rest."""
        way, checked, worst = self._choose_way()
        size = len(self._inputs) + (self._background is not None)
        base = np.array([item.value for item in self._inputs.values()])
        base = np.append(base, 0.0) if self._background is not None else base
        regression = Regression(base, self._footprint.total) if size <= MOST else None
        totals: list[Floats] = []
        sums, count = np.zeros(size), 0
        for lines in in_blocks(self._known_lines(way, totals)):
            sums += lines[:-1].sum(axis=1)
            count += lines.shape[1]
            if regression is not None:
                regression.add(lines[:-1], lines[-1])
        means = sums[: len(self._inputs)] / max(count, 1)
        shift = float(sums[-1]) if self._background is not None else 0.0
        return Sample(
            self.stated,
            np.concatenate(totals),
            means,
            self._at(means, way),
            None if regression is None else regression.shares(),
            way,
            checked,
            worst,
            self._why,
            self._cover(),
            self._background_error(),
            shift / max(count, 1),
            sum(told.again for told in self._told.values()),
            sum(told.lost for told in self._told.values()),
            sum(told.turned for told in self._told.values()),
            None if self._background is None else self._background.sampler.compiled,
        )

    def _known_lines(self, way: Way, totals: list[Floats]) -> Iterator[Floats]:
        """Give inputs, change by the background and total of draws that did not fail.

        Totals of all draws are put into `totals`.
        """
        for values, extra, found in self._chunks(way):
            totals.append(found.values)
            parts = [values, found.values[None, :]] if extra is None else [
                values, extra, found.values[None, :]
            ]  # fmt: skip
            yield np.vstack(parts)[:, ~found.failed]

    def draw(self, first: int, count: int) -> Floats:
        """Values of the inputs (inputs × draws)."""
        u = uniform_numbers(self.addresses, self._sampling.seed, first, count)
        return values_of(self.stated.inputs, u, self.stated.mixes)

    def totals(self, values: Floats, way: Way = "arrays", burdens: Floats | None = None) -> Totals:
        """Totals at values of the inputs (inputs × draws)."""
        if way == "one by one":
            return self._one_by_one(values, burdens)
        ratios = self._ratios(values)
        return self._compiled.totals(ratios, values.shape[1], burdens)

    def _ratios(self, values: Floats) -> dict[Any, Any]:
        drawn = dict(zip(self._inputs, values, strict=True))
        return self._compiled.ratios(drawn, self._inputs)

    def _chunks(self, way: Way) -> Iterator[tuple[Floats, Floats | None, Totals]]:
        firsts = range(0, self._sampling.draws, self._sampling.chunk)
        if self._sampling.workers <= 1:
            yield from (self._chunk(first, way) for first in firsts)
            return
        step = 2 * self._sampling.workers  # a bounded number of chunks in memory
        with ThreadPoolExecutor(self._sampling.workers) as pool:
            for begin in range(0, len(firsts), step):
                some = firsts[begin : begin + step]
                yield from pool.map(lambda first: self._chunk(first, way), some)

    def _chunk(self, first: int, way: Way) -> tuple[Floats, Floats | None, Totals]:
        count = min(self._sampling.chunk, self._sampling.draws - first)
        values = self.draw(first, count)
        if self._background is None:
            return values, None, self.totals(values, way)
        burdens = np.repeat(self._compiled.burdens[:, None], count, axis=1)
        lines = self._compiled.lines
        places = list(lines.values())
        seed = self._background_seed
        told = self._background.intensities(places, seed, first, count)
        burdens[list(lines)] = told.values
        self._told[first] = replace(told, values=told.values[:, :0])
        found = self.totals(values, way, burdens)
        extra = found.values - self.totals(values, way).values
        return values, np.nan_to_num(extra)[None, :], found

    def _choose_way(self) -> tuple[Way, int, float]:
        """Compare draws of the first chunk with full calculations; arrays only if they agree."""
        count = min(self._sampling.chunk, self._sampling.draws)
        values = self.draw(0, count)
        try:
            found = self.totals(values)
        except NotEvaluatedError as error:
            self._why = str(error)
            return "one by one", 0, 0.0
        chosen = _to_check(found)
        exact = self._one_by_one(values[:, chosen])
        worst = max(map(_difference, found.values[chosen], exact.values), default=0.0)
        return ("arrays" if worst <= EQUAL else "one by one"), len(chosen), worst

    def _one_by_one(self, values: Floats, burdens: Floats | None = None) -> Totals:
        """Totals by solving the model again for each draw."""
        found = np.full(values.shape[1], np.nan)
        for d in range(values.shape[1]):
            total = self._exactly(values[:, d], None if burdens is None else burdens[:, d])
            found[d] = np.nan if total is None else total
        failed: Mask = np.isnan(found)
        return Totals(found, failed)

    def _exactly(self, values: Floats, burdens: Floats | None) -> float | None:
        parameters: dict[str, float] = {}
        amounts: dict[str, float] = {}
        for item, value in zip(self._inputs.values(), values.tolist(), strict=True):
            if item.address.startswith("parameters."):
                parameters[item.address.removeprefix("parameters.")] = value
            else:
                amounts[item.address] = value
        factors = [i for i in self._inputs.values() if i.is_factor]
        if factors:
            amounts |= self._by_factor(factors, amounts, parameters)
        if any(value < 0.0 for value in amounts.values()):
            return None
        solved = self._again.with_values(parameters, amounts)
        if solved is not None:
            return total_of(solved, burdens)
        if self._full is None or not self._needs_full:
            return None
        if burdens is not None:
            raise NotEvaluatedError("background")
        return self._full(parameters, amounts)

    def _by_factor(
        self, items: list[Input], factors: Mapping[str, float], parameters: Mapping[str, float]
    ) -> dict[str, float]:
        """Amounts of rows whose formula is multiplied by a draw."""
        from pcf.project.reparametrize import with_parameters

        model = self._footprint.solved.linked.model
        changed = with_parameters(model, parameters) if parameters else model
        own = self._amounts if changed is None else _amounts_of(changed)
        return {item.address: own[item.address] * factors[item.address] for item in items}

    @property
    def _needs_full(self) -> bool:
        """Whether the model can be solved again by reading it again alone."""
        return self._footprint.solved.linked.model.method.end_of_life == "cff"

    def _at(self, values: Floats, way: Way) -> float | None:
        if not len(values):
            return self._footprint.total
        found = self.totals(values[:, None], way).values[0]
        return None if np.isnan(found) else float(found)

    def _open_background(self) -> BackgroundDraws | None:
        if not self._sampling.background:
            return None
        solved = self._footprint.solved
        settings = solved.linked.model.uncertainty
        background = solved.linked.background
        factors = solved.scored.factors[: len(background.columns)]
        pedigree = settings.pedigree if settings else None
        return BackgroundDraws(background, factors, pedigree, background_demand(self._footprint))

    def _cover(self) -> BackgroundCover | None:
        if self._background is None:
            return None
        return self._background.cover(background_demand(self._footprint))

    def _background_error(self) -> float:
        """Largest relative difference of the intensities used to those stored."""
        if self._background is None:
            return 0.0
        return max(
            (
                _difference(float(self._background.nominal[place]), self._compiled.burdens[line])
                for line, place in self._compiled.lines.items()
            ),
            default=0.0,
        )


def _to_check(found: Totals) -> list[int]:
    """Draws to compare: the first ones, the extreme ones, and one that failed."""
    chosen = list(range(min(_CHECKED, len(found.values))))
    if not np.all(found.failed):
        chosen += [int(np.nanargmin(found.values)), int(np.nanargmax(found.values))]
    if np.any(found.failed):
        chosen.append(int(np.flatnonzero(found.failed)[0]))
    return sorted(set(chosen))


def _difference(a: float, b: float) -> float:
    if np.isnan(a) or np.isnan(b):
        return 0.0 if np.isnan(a) and np.isnan(b) else float("inf")
    largest = max(abs(a), abs(b))
    return abs(a - b) / largest if largest else 0.0


def _amounts(footprint: Footprint) -> dict[str, float]:
    return _amounts_of(footprint.solved.linked.model)


def _amounts_of(model: Any) -> dict[str, float]:
    return {row.address: row.amount.value for row in rows_of(model)}
