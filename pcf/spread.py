"""Draws of a project: which seed, which number of draws, and against what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pcf.calc.calculates import Calculates
from pcf.calc.footprint import Footprint
from pcf.calc.uncertain.monte_carlo import Drawable, MonteCarlo, monte_carlo, paired
from pcf.calc.uncertain.run import Full
from pcf.calc.uncertain.sample import Sampling
from pcf.calc.uncertain.sobol import Sobol, sobol
from pcf.errors import PcfError, UsageError
from pcf.findings import finding
from pcf.project.overrides import scenario_names
from pcf.suggest import nearest

#: Draws when neither the call nor the project says how many.
DRAWS = 1000
BASE = "base"


@dataclass(frozen=True, slots=True)
class DrawChoice:
    """What is drawn.

    seed, draws
        None = as ``[uncertainty]`` of ``pcf.toml`` says; a seed must be stated somewhere.
    against
        Name of a scenario of the project, ``base``, or the folder of another project.
    background
        Whether exchanges of background datasets that state a spread are drawn too.
    """

    seed: int | None = None
    draws: int | None = None
    scenario: str | None = None
    overrides: tuple[str, ...] = ()
    swaps: tuple[str, ...] = ()
    against: str | None = None
    background: bool = False
    workers: int = 1


def draw_project(
    project: Calculates, choice: DrawChoice, load: Callable[[Path], Calculates]
) -> MonteCarlo:
    """Draw a project, alone or against another one on common draws.

    Parameters
    ----------
    load
        Opens the project of a folder.

    Raises
    ------
    PcfError
        ``MC001`` without a seed, ``MC006`` for an unknown opponent, and as
        `pcf.calc.uncertain.monte_carlo.paired`.
    """
    footprint = project.calculate(choice.scenario, choice.overrides, choice.swaps)
    sampling = sampling_of(footprint, choice)
    one = Drawable(_name(project, choice.scenario), footprint, _full(project, choice))
    if choice.against is None:
        return monte_carlo(one, sampling)
    other, same = _opponent(project, choice, load)
    return paired(one, other, sampling, same_project=same)


def sobol_of(project: Calculates, count: int, choice: DrawChoice) -> Sobol:
    """Compute Sobol indices of a project; errors as `draw_project` and `sobol`."""
    footprint = project.calculate(choice.scenario, choice.overrides, choice.swaps)
    one = Drawable(_name(project, choice.scenario), footprint, _full(project, choice))
    return sobol(one, count, sampling_of(footprint, choice).seed)


def sampling_of(footprint: Footprint, choice: DrawChoice) -> Sampling:
    """Give seed and number of draws, of the call or else of the project; ``MC001`` without."""
    settings = footprint.solved.linked.model.uncertainty
    seed = choice.seed if choice.seed is not None or settings is None else settings.seed
    if seed is None:
        raise UsageError([finding("MC001", settings.place if settings else None)])
    draws = choice.draws if choice.draws is not None or settings is None else settings.draws
    draws = DRAWS if draws is None else draws
    return Sampling(draws, seed, choice.background, choice.workers)


def _opponent(
    project: Calculates, choice: DrawChoice, load: Callable[[Path], Calculates]
) -> tuple[Drawable, bool]:
    """Give what a project is compared with, and whether it is the same project."""
    name = str(choice.against)
    scenarios = scenario_names(project.folder)
    if name in scenarios or name == BASE:
        scenario = name if name in scenarios else None
        changed = DrawChoice(scenario=scenario, overrides=choice.overrides, swaps=choice.swaps)
        footprint = project.calculate(scenario, choice.overrides, choice.swaps)
        return Drawable(name, footprint, _full(project, changed)), True
    if not (Path(name) / "pcf.toml").is_file():
        near = nearest(name, (*scenarios, BASE)) or ", ".join((BASE, *scenarios))
        raise UsageError([finding("MC006", observed=name, suggestion=near)])
    other = load(Path(name))
    footprint = other.calculate()
    return Drawable(footprint.project, footprint, _full(other, DrawChoice())), False


def _name(project: Calculates, scenario: str | None) -> str:
    return scenario or project.folder.name


def _full(project: Calculates, choice: DrawChoice) -> Full:
    """Make the full calculation of a project under values of parameters and rows."""

    def total(parameters: Mapping[str, float], amounts: Mapping[str, float]) -> float | None:
        put_in = [f"parameters.{name}={value!r}" for name, value in parameters.items()]
        for address, value in amounts.items():
            table, _, row = address.removeprefix("row:").partition("/")
            put_in.append(f"{table}.{row}.amount={value!r}")
        try:
            return project.total(choice.scenario, (*choice.overrides, *put_in), choice.swaps)
        except PcfError:
            return None

    return total
