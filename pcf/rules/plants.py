"""Facts on the plant of a declaration: which countries are stated, and whether they agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pcf.model import Model, UnitProcess
from pcf.rules.conditions import Value

#: Key of ``study.toml`` with the country of the plant.
PLANT_COUNTRY = "eu.plant_country"
#: Value of a fact that lists contradictions, when there are none.
NONE = "none"
#: Words of processes and components of main production: making cells, modules and packs.
_MAIN = ("cell", "module", "pack", "电芯", "模组", "模块", "电池包")
#: Locations that are no country.
_WIDER = frozenset({"GLO", "ROW", "RER", "WEU", "EU", "EU27"})


def product_country(model: Model) -> Value:
    """Country of ``product.location``: ``CN`` for ``CN-FJ``."""
    return _country(model.product.location)


def plant_contradiction(model: Model) -> Value:
    """Places that state different countries of the plant, with each country; else `NONE`.

    Compared are ``study.eu.plant_country``, ``product.location`` and the location of the production
    processes that make the product itself (the reference flows).
    """
    stated = dict(_stated(model))
    if len(set(stated.values())) <= 1:
        return NONE
    return ", ".join(f"{place} {country}" for place, country in stated.items())


def other_main_countries(model: Model) -> Value:
    """Main-production processes outside the country of the product, with theirs; else `NONE`."""
    home = _country(model.product.location)
    found = [
        f"{process.id} {country}"
        for process in model.processes
        if process.stage == "production" and _is_main(process)
        if (country := _country(process.location)) not in ("", home)
    ]
    return ", ".join(found) or NONE


def _stated(model: Model) -> Iterator[tuple[str, str]]:
    study = model.study.get(PLANT_COUNTRY)
    if study is not None and study.is_stated and study.not_applicable is None:
        yield f"study.{PLANT_COUNTRY}", _country(str(study.value))
    yield "product.location", _country(model.product.location)
    made = {flow.process for flow in model.unit.reference_flows}
    for process in model.processes:
        if process.id in made and process.stage == "production":
            country = _country(process.location)
            if country:
                yield f"processes.{process.id}", country


def _country(location: str) -> str:
    head = location.strip().upper().partition("-")[0]
    return "" if head in _WIDER else head


def _is_main(process: UnitProcess) -> bool:
    words = f"{process.component} {process.id} {process.name_en} {process.name_zh}".casefold()
    return any(word in words for word in _MAIN)


PLANT_FACTS: dict[str, Callable[[Model], Value]] = {
    "product_country": product_country,
    "plant_contradiction": plant_contradiction,
    "other_main_countries": other_main_countries,
}
