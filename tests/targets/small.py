"""A small battery-like project, two small rule packs, and what makes targets of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import kit

from pcf.background import Background
from pcf.calc.calculate import link_model, solve_linked
from pcf.calc.footprint import Footprint
from pcf.calc.result import footprint_of
from pcf.climate import load_factor_set
from pcf.errors import PcfError
from pcf.findings import Finding
from pcf.project.reader import Reading, read_project
from pcf.rules.case import Case
from pcf.rules.packs import Registry
from pcf.targets.project import Base, Engine

#: kg per unit. Steel 2 kg CO2 per kg, wood takes up 1.5 kg CO2, grid 0.5 kg CO2 + 1 g CH4, ...
DATASETS: dict[str, dict[str, Any]] = {
    "steel_bg": {"product": "steel", "unit": "kg", "emissions": {"co2_fossil": 2.0}},
    "wood_bg": {"product": "wood", "unit": "kg", "emissions": {"co2_biogenic_uptake": 1.5}},
    "grid_bg": {"product": "electricity", "unit": "kWh",
                "emissions": {"co2_fossil": 0.5, "ch4_fossil": 0.001}},
    "hydro_bg": {"product": "electricity", "unit": "kWh", "emissions": {"co2_fossil": 0.01}},
}  # fmt: skip
SETTINGS = """schema = 1
[project]
id = "small"
lang = "en"
[product]
id = "small"
name_zh = "小"
name_en = "small"
location = "CN"
period = "2025-01-01/2025-12-31"
[unit]
kind = "functional"
amount = 1
unit = "kWh"
description_zh = "交付1 kWh"
description_en = "1 kWh delivered"
[[unit.reference_flow]]
process = "pack"
formula = "one_kwh / lifetime"
unit = "piece"
[[unit.reference_flow]]
process = "delivery"
formula = "one_kwh / lifetime"
unit = "piece"
[[unit.reference_flow]]
process = "losses"
amount = 1
unit = "kWh"
[[unit.alternative]]
id = "per-pack"
name_zh = "每包"
name_en = "per pack"
unit = "piece"
formula = "lifetime / one_kwh"
[boundary]
kind = "cradle-to-grave"
stages = ["raw_material", "production", "distribution", "use", "end_of_life"]
[method]
gwp_set = "AR6"
biogenic = "-1/+1"
electricity = "instruments"
end_of_life = "cut-off"
allocation = "per-process"
[background]
id = "pcf-open"
allocation = "default"
"""
PARAMETERS = """[capacity]
value = 50
unit = "kWh"
[cycles]
value = 400
unit = "1"
[lifetime]
formula = "capacity * cycles"
unit = "kWh"
[one_kwh]
value = 1
unit = "kWh"
"""
END_OF_LIFE = """quantity_formula = "300 * one_kwh / lifetime"
unit = "kg"
[[route]]
id = "melt"
share = 1.0
supplier = "process:melting"
origin = "secondary"
[[route.recovered]]
id = "steel"
flow = "steel"
amount = 0.5
unit = "kg"
displaces = "bg:steel_bg"
"""
PROCESSES = [
    {"id": "cam", "stage": "production", "component": "cathode", "product": "cathode",
     "amount": 1, "unit": "kg"},
    {"id": "pack", "stage": "production", "component": "pack", "product": "pack",
     "amount": 1, "unit": "piece"},
    {"id": "delivery", "stage": "distribution", "product": "delivered", "amount": 1,
     "unit": "piece"},
    {"id": "losses", "stage": "use", "product": "lost", "amount": 1, "unit": "kWh"},
    {"id": "melting", "stage": "end_of_life", "product": "melted", "amount": 1, "unit": "kg"},
]  # fmt: skip
TABLES: dict[str, list[dict[str, Any]]] = {
    "flows": [
        {"id": flow, "unit": unit}
        for flow, unit in (("cathode", "kg"), ("pack", "piece"), ("delivered", "piece"),
                           ("lost", "kWh"), ("melted", "kg"))
    ],
    "bom": [
        {"id": "B-steel", "process": "cam", "flow": "steel", "amount": 1, "unit": "kg",
         "supplier": "bg:steel_bg"},
        {"id": "B-cam", "process": "pack", "flow": "cathode", "amount": 100, "unit": "kg",
         "supplier": "process:cam"},
        {"id": "B-wood", "process": "pack", "flow": "wood", "amount": 10, "unit": "kg",
         "supplier": "bg:wood_bg"},
    ],
    "electricity": [
        {"id": "L-pack", "process": "pack", "kind": "contract", "certificate": "GEC-1",
         "flow": "electricity", "amount": 200, "unit": "kWh", "supplier": "bg:hydro_bg",
         "fallback": "bg:grid_bg"},
        {"id": "L-use", "process": "losses", "kind": "grid", "flow": "electricity",
         "amount": 0.1, "unit": "kWh", "supplier": "bg:grid_bg"},
    ],
    "exchanges": [
        {"id": "E-leak", "process": "delivery", "direction": "emission", "flow": "ch4_fossil",
         "amount": 1, "unit": "kg"},
        {"id": "E-melt", "process": "melting", "direction": "emission", "flow": "co2_fossil",
         "amount": 0.2, "unit": "kg"},
    ],
}  # fmt: skip
#: One line per setting, so that a test can replace it.
EU = """schema = 1
[pack]
id = "eu"
standard = "EU"
edition = "1"
name_zh = "欧盟"
name_en = "EU rule"
status = "draft"
level = "base"
evidence = "secondary"
parent = ""
families = []
[unit]
kinds = ["functional"]
units = ["kWh"]
[boundary]
kinds = ["cradle-to-grave"]
stages = ["raw_material", "production", "distribution", "end_of_life"]
[stage_map]
raw_material = "原材料 / raw materials"
production = "生产 / main production"
distribution = "分销 / distribution"
end_of_life = "回收 / recycling"
[method]
gwp_set = ["AR5"]
biogenic = ["0/0"]
electricity = ["grid"]
end_of_life = ["closed-loop"]
[cut_off]
never = ["cathode"]
[service]
unit = "kWh"
formula = "usable_energy * cycles_per_year * warranty_years"
inputs = ["usable_energy", "vehicle_class", "warranty_years"]
evidence = "secondary"
source = "draft act"
[service.lookup.cycles_per_year]
by = "vehicle_class"
source = "draft act"
[service.lookup.cycles_per_year.values]
M1 = 60
L = 20
[[stage_preset]]
id = "annex-ii"
name_zh = "附件二"
name_en = "Annex II"
evidence = "secondary"
source = "draft act"
[[stage_preset.rule]]
where = ["component = cathode"]
stage = "raw_material"
"""
FREE = """schema = 1
[pack]
id = "free"
standard = "Free"
edition = "1"
name_zh = "自由"
name_en = "free rule"
status = "in force"
level = "base"
evidence = "own"
parent = ""
families = []
"""
TARGETS = """
[target.own]
rules = "free"
[target.eu]
rules = "eu"
[target.eu.service]
parameter = "lifetime"
usable_energy = "capacity * 0.9"
vehicle_class = "M1"
warranty_years = 8
"""


def packs(folder: Path, **texts: str) -> Registry:
    """Write rule packs without clauses; `texts` are heads by id, besides ``eu`` and ``free``."""
    for name, text in {"eu": EU, "free": FREE, **texts}.items():
        path = folder / name / "1"
        path.mkdir(parents=True, exist_ok=True)
        named = text.replace('id = "free"', f'id = "{name}"')
        (path / "pack.toml").write_text(named, encoding="utf-8")
        (path / "clauses.toml").write_text("", encoding="utf-8")
    return Registry(folder)


def project(
    folder: Path,
    targets: str = TARGETS,
    tables: Mapping[str, list[dict[str, Any]]] | None = None,
    study: str = "",
    parameters: str = PARAMETERS,
    settings: str = SETTINGS,
) -> Path:
    """Write the small project with its targets."""
    files = {"model/parameters.toml": parameters, "model/endoflife.toml": END_OF_LIFE}
    if study:
        files["study.toml"] = study
    kit.project(folder, PROCESSES, demand={}, tables={**TABLES, **(tables or {})}, files=files)
    (folder / "pcf.toml").write_text(settings + targets, encoding="utf-8")
    return folder


def line_of(text: str) -> int:
    """Line of a text in ``pcf.toml`` of the small project with the plain targets."""
    lines = (SETTINGS + TARGETS).split("\n")
    return lines.index(text) + 1


def base(folder: Path, background: Background, known: Registry) -> Base:
    """Give a project folder on a test background, with its packs."""

    def case(reading: Reading) -> Case:
        if reading.model is None:
            return Case(folder, reading, None, None, tuple(reading.findings))
        linked = link_model(reading.model, background, {})
        try:
            found = footprint(reading)
        except PcfError as error:
            return Case(folder, reading, linked, None, tuple(error.findings))
        return Case(folder, reading, linked, found, found.findings)

    def footprint(reading: Reading) -> Footprint:
        if reading.model is None:
            raise PcfError(reading.findings.ordered())
        linked = link_model(reading.model, background, {})
        solved = solve_linked(linked, load_factor_set(reading.model.method.gwp_set))
        return footprint_of(solved, tuple(reading.findings), locked=False)

    return Base(folder, read_project(folder), Engine(footprint, case), known)


def errors(error: PcfError) -> list[Finding]:
    """Findings of level error."""
    return [item for item in error.findings if item.level == "error"]
