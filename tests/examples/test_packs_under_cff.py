"""The battery packs under the Circular Footprint Formula: materials from the bill, stages, sums."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

import pytest

from pcf import Project
from pcf.calc.footprint import Footprint
from pcf.location import data_root
from pcf.model import Model

PACKS = ("lfp-pack", "nmc811-pack")
CFF = ("pcf.method.end_of_life=cff",)
SCENARIO = "circular-footprint"
#: IUPAC molar masses, g/mol, and formula of the active material.
MOLAR = {"Li": 6.94, "Fe": 55.845, "P": 30.974, "O": 15.999, "Ni": 58.693, "Co": 58.933,
         "Mn": 54.938}  # fmt: skip
ACTIVE = {
    "lfp_cam": {"Li": 1, "Fe": 1, "P": 1, "O": 4},
    "cam_nmc811": {"Li": 1, "Ni": 0.8, "Co": 0.1, "Mn": 0.1, "O": 2},
}
METALS = {"Li": "lithium", "Ni": "nickel", "Co": "cobalt", "Mn": "manganese"}
GROUPS = {
    "graphite": "synthetic_graphite_cn natural_graphite_coated",
    "copper": "cu_foil cu_sheet copper_cathode",
    "aluminium": "al_sheet al_foil",
    "steel": "steel_sheet cast_iron fasteners",
    "plastics": "pp_granulate pet_granulate pe_granulate pvdf sbr cmc pvc polyurethane "
    "synthetic_rubber ldpe_film epoxy_adhesive silicone",
    "solvents": "ec dmc vc",
}
#: Made by processes of the example, but a material of the pack as it is.
ENDS = {
    "lfp_cam", "cam_nmc811", "pvdf", "sbr", "ec", "dmc", "vc", "lipf6", "cu_foil", "cu_sheet",
    "al_foil", "al_sheet", "fasteners", "coolant", "bms_master", "module_management_unit",
}  # fmt: skip


def composition(model: Model) -> dict[str, float]:
    """kg of each material per kg of pack: a process passes its inputs on by their mass."""
    inputs = defaultdict(list)
    for exchange in model.exchanges:
        if exchange.table == "bom":
            inputs[exchange.process].append(exchange)
    found: dict[str, float] = defaultdict(float)

    def pass_on(process: str, mass: float) -> None:
        total = sum(row.amount.to("kg") for row in inputs[process])
        for row in inputs[process]:
            part = mass * row.amount.to("kg") / total
            supplier = row.supplier
            assert supplier is not None
            if row.flow in ENDS or supplier.kind != "process" or not inputs[supplier.id]:
                found[row.flow] += part
            else:
                pass_on(supplier.id, part)

    pass_on("pack_assembly", 1.0)
    return found


@lru_cache(maxsize=2)
def pack(name: str) -> Project:
    return Project.load(data_root("datasets") / "examples" / name)


@lru_cache(maxsize=2)
def under_cff(name: str) -> tuple[Model, Footprint]:
    footprint = pack(name).calculate(overrides=CFF)
    return footprint.solved.linked.model, footprint


@pytest.mark.parametrize("name", PACKS)
def test_shares_of_materials_come_from_the_bill(name: str) -> None:
    model = pack(name).model
    found = composition(model)
    assert sum(found.values()) == pytest.approx(1.0, rel=1e-12)
    wanted = {group: sum(found[f] for f in flows.split()) for group, flows in GROUPS.items()}
    for active, formula in ACTIVE.items():
        molar = sum(MOLAR[element] * count for element, count in formula.items())
        for element in METALS.keys() & formula.keys():
            if found[active]:
                part = MOLAR[element] * formula[element] / molar
                wanted[METALS[element]] = found[active] * part
    assert model.end_of_life is not None
    stated = {m.id: m.share for m in model.end_of_life.materials}
    assert stated.pop("rest") == pytest.approx(1.0 - sum(stated.values()), abs=1e-12)
    assert stated == pytest.approx(wanted, abs=5e-7)


def drawn(model: Model, option_id: str) -> float:
    """kg that an option treats per kg of discarded pack, before the factor 1 - A."""
    assert model.end_of_life is not None
    return sum(
        material.share * material.factors.r2 * option.share * option.amount.value
        for material in model.end_of_life.materials
        for option in material.recycling
        if option.id == option_id and option.amount is not None
    )


def test_battery_route_is_split_by_mass_of_recovered_metal() -> None:
    # each metal draws kg of pack; all of them together draw the collected 0.95 kg per kg, once
    assert drawn(under_cff("lfp-pack")[0], "battery-route") == pytest.approx(0.95, abs=1e-5)
    model, _ = under_cff("nmc811-pack")
    assert drawn(model, "dismantling") == pytest.approx(0.95, abs=1e-5)
    # 20 modules x 16.86555 kg x 0.88242 kg of cells per 498.126738 kg of pack
    cells = 0.95 * 20 * 16.86555 * 0.88242 / 498.126738
    assert drawn(model, "shredding") == pytest.approx(cells, rel=1e-5)
    assert drawn(model, "hydro") == pytest.approx(cells, rel=1e-5)
    assert drawn(model, "pyro") == 0.0


def test_pyrometallurgy_loses_lithium_and_smelts_the_same_cells() -> None:
    footprint = pack("nmc811-pack").calculate("pyrometallurgy")
    model = footprint.solved.linked.model
    cells = 0.95 * 20 * 16.86555 * 0.88242 / 498.126738
    assert drawn(model, "pyro") == pytest.approx(cells, rel=1e-5)
    assert drawn(model, "hydro") == drawn(model, "shredding") == 0.0
    addresses = {row.address for row in footprint.rows}
    assert "row:endoflife/lithium.credit" not in addresses
    assert footprint.total == pytest.approx(0.27912749883590077, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "total", "end_of_life"),
    [("lfp-pack", 0.3220197568680822, -0.016489), ("nmc811-pack", 0.27137302788903356, -0.034047)],
)
def test_total_under_cff(name: str, total: float, end_of_life: float) -> None:
    base = {part.id: part.value for part in pack(name).calculate().stages}
    _, footprint = under_cff(name)
    assert footprint.total == pytest.approx(total, rel=1e-9)
    assert pack(name).calculate(SCENARIO).total == footprint.total
    stages = {part.id: part.value for part in footprint.stages}
    assert stages["end_of_life"] == pytest.approx(end_of_life, abs=5e-7)
    assert sum(stages.values()) == pytest.approx(footprint.total, rel=1e-12)
    for stage in ("production", "distribution", "use"):
        assert stages[stage] == pytest.approx(base[stage], rel=1e-12)


@pytest.mark.parametrize("name", PACKS)
def test_every_default_is_told_with_its_evidence_level(name: str) -> None:
    model, footprint = under_cff(name)
    assert model.end_of_life is not None
    told = pack(name).check(overrides=CFF)
    nodes = {f.node for f in told if f.code == "AL035"}
    assert nodes == {m.id for m in model.end_of_life.materials}
    credit = next(r for r in footprint.rows if r.address == "row:endoflife/lithium.credit")
    assert "recovery = 0.5 [derived by pcf]" in credit.source


@pytest.mark.parametrize("name", PACKS)
def test_national_average_takes_the_stated_mix(name: str) -> None:
    footprint = pack(name).calculate(overrides=("pcf.method.electricity=national-average",))
    rows = [r for r in footprint.rows if r.address.startswith("row:electricity/")]
    places = {p.id: p.location for p in footprint.solved.linked.model.processes}
    mixes = {(places[r.process].partition("-")[0], r.supplier.split("/")[0]) for r in rows}
    assert mixes == {("CN", "bg:elec_grid_cn"), ("GLO", "bg:elec_grid_glo")}
