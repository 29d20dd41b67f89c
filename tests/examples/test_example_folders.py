"""The embedded example folders hold together: structure, references, masses, evidence."""

from __future__ import annotations

import csv
import hashlib

import pytest
from example_folder import (
    ALL,
    EXAMPLES,
    PACKS,
    ROW_TABLES,
    activity,
    parameters,
    table,
    technosphere,
    toml,
    value,
)

from pcf.project.schema import TABLE_BY_NAME, TABLES
from pcf.units import compatible, is_known

SERVICES = {"collected_pack", "shredded_cells", "leached_cells"}
CHINESE_HEADERS = {"lfp-pack"}


def _background() -> dict[str, dict[str, str]]:
    """Units of all outputs of every background dataset, by dataset and flow."""
    root = EXAMPLES.parent / "background" / "pcf-open"
    outputs: dict[str, dict[str, str]] = {}
    for path in sorted(root.rglob("exchanges.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["direction"] in ("output", "coproduct"):
                    outputs.setdefault(row["process"], {})[row["flow"]] = row["unit"]
    return outputs


@pytest.fixture(scope="module")
def background():
    return _background()


def _unit_of(project, supplier, flow, background):
    kind, _, rest = supplier.partition(":")
    if kind == "bg":
        dataset, _, output = rest.partition("/")
        made = background[dataset]
        return made[output] if output else made.get(flow) or next(iter(made.values()))
    process = {p["id"]: p for p in table(project, "processes")}[rest.split("/")[0]]
    made = {process["product"]: process["unit"]} | {
        row["flow"]: row["unit"]
        for row in table(project, "exchanges")
        if row["direction"] == "coproduct" and row["process"] == process["id"]
    }
    return made[rest.partition("/")[2] or flow]


@pytest.mark.parametrize("project", ALL)
@pytest.mark.parametrize("declared", TABLES, ids=lambda t: t.name)
def test_headers_and_bytes_follow_the_folder_contract(project, declared):
    path = EXAMPLES / project / declared.file
    if not path.exists():
        absent = {"judgements", "matches", "recycled"}
        absent |= {"evidence"} if project == "paper-case" else set()
        assert declared.name in absent
        return
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    header = raw.decode("utf-8-sig").splitlines()[0].split(",")
    chinese = project in CHINESE_HEADERS
    names = {c.zh if chinese else c.name: c.required for c in declared.columns}
    assert header == [name for name in names if name in header]
    assert {name for name, required in names.items() if required} <= set(header)


@pytest.mark.parametrize("project", ALL)
def test_ids_are_ascii_unique_and_sorted_and_required_cells_are_filled(project):
    for name, declared in TABLE_BY_NAME.items():
        rows = table(project, name)
        ids = [row["id"] for row in rows]
        assert ids == sorted(set(ids))
        assert all(i.isascii() for i in ids)
        for column in declared.columns:
            cells = {row.get(column.name, "") for row in rows}
            assert not (column.required and "" in cells), (name, column.name)
            if column.kind == "unit":
                assert all(is_known(cell) for cell in cells if cell)
            if column.choices:
                assert cells <= {"", *column.choices}


@pytest.mark.parametrize("project", ALL)
def test_every_row_states_a_supplier_that_exists_in_a_unit_that_converts(project, background):
    processes = {p["id"] for p in table(project, "processes")}
    for name, row in technosphere(project):
        assert row["process"] in processes
        supplier = row["supplier"]
        assert supplier.startswith(("process:", "bg:")), row["id"]
        made = _unit_of(project, supplier, row.get("flow", ""), background)
        assert compatible("tkm" if name == "transport" else row["unit"], made), row["id"]


@pytest.mark.parametrize("project", ALL)
def test_every_foreground_flow_is_named_and_every_name_is_used(project):
    named = {f["id"]: f for f in table(project, "flows")}
    made = {p["product"]: p["unit"] for p in table(project, "processes")}
    made |= {
        r["flow"]: r["unit"] for r in table(project, "exchanges") if r["direction"] == "coproduct"
    }
    assert {flow: named[flow]["unit"] for flow in made} == made
    routes = toml(project, "model/endoflife.toml")["route"]
    recovered = {item["flow"] for route in routes for item in route.get("recovered", ())}
    assert set(named) <= set(made) | recovered


@pytest.mark.parametrize("project", ALL)
def test_every_declared_stage_has_a_process_and_reference_flows_exist(project):
    settings = toml(project, "pcf.toml")
    processes = {p["id"]: p for p in table(project, "processes")}
    assert {p["stage"] for p in processes.values()} == set(settings["boundary"]["stages"])
    for flow in settings["unit"]["reference_flow"]:
        assert flow["unit"] == processes[flow["process"]]["unit"]
    assert set(settings["method"]) - {"national_mix"} == {
        "gwp_set", "biogenic", "electricity", "end_of_life", "allocation",
    }  # fmt: skip


@pytest.mark.parametrize("project", ALL)
def test_routes_add_up_and_name_treatment_and_displaced_product(project, background):
    routes = toml(project, "model/endoflife.toml")["route"]
    assert sum(route["share"] for route in routes) == 1
    for route in routes:
        assert _unit_of(project, route["supplier"], route["id"], background) == "kg"
        for item in route.get("recovered", ()):
            assert _unit_of(project, item["displaces"], item["flow"], background) == item["unit"]


@pytest.mark.parametrize("project", ALL)
def test_scenarios_address_rows_and_datasets_that_exist(project, background):
    rows = {(name, row["id"]): row for name, row in technosphere(project)}
    paths = sorted((EXAMPLES / project / "scenarios").glob("*.toml"))
    assert len(paths) >= 3
    for path in paths:
        scenario = toml(project, f"scenarios/{path.name}")
        assert scenario["name_zh"]
        assert scenario["name_en"]
        for address, supplier in scenario.get("swap", {}).items():
            name, _, row_id = address.partition(".")
            row = rows[name, row_id]
            assert compatible(row["unit"], _unit_of(project, supplier, row["flow"], background))
        for address in scenario.get("set", {}):
            assert address.startswith(("pcf.method.", "endoflife.material.", "parameters."))


@pytest.mark.parametrize("project", ALL)
def test_every_row_has_a_source_and_bounds_enclose_the_amount(project):
    for name in (*ROW_TABLES, "transport"):
        for row in table(project, name):
            assert row["source"], row["id"]
            assert (row["origin"] == "primary") == bool(row["evidence"]), row["id"]
            if row.get("uncertainty"):
                assert row["uncertainty"] == "range"
                assert float(row["low"]) <= float(row["amount"]) <= float(row["high"]), row["id"]


@pytest.mark.parametrize("project", PACKS)
def test_a_pack_has_a_hundred_materials_and_forty_processes_of_its_own(project):
    materials = {
        row["flow"]
        for name, row in technosphere(project)
        if name in ("bom", "exchanges")
        and row.get("direction", "input") == "input"
        and row["unit"] == "kg"
    } - SERVICES
    assert len(table(project, "processes")) >= 60
    assert len(materials) >= 120


@pytest.mark.parametrize("project", PACKS)
def test_bill_of_materials_of_the_pack_adds_up_to_its_mass(project):
    rows = [row for row in table(project, "bom") if row["process"] == "pack_assembly"]
    mass = sum(value(row, parameters(project)) for row in rows)
    assert {row["unit"] for row in rows} == {"kg"}
    assert mass == pytest.approx(toml(project, "pcf.toml")["product"]["mass"], rel=1e-12)
    assert mass == pytest.approx(parameters(project)["pack_mass"], rel=1e-12)
    module = [row for row in table(project, "bom") if row["process"] == "module_assembly"]
    assert sum(float(row["amount"]) for row in module) == pytest.approx(1, abs=1e-6)


# One run makes 1 kg DMC and 0.689 kg glycol; by mass, 1 kg of DMC takes 1 / 1.689 of a run.
DMC_AND_GLYCOL = 1.689

# Requirement per kWh of nominal energy, losses included, in kg: figures of the published inventory
# (EverBatt 2023 / BatPaC 5.0 design), five digits.
REQUIRED = {
    "lfp-pack": {
        "lfp_solid_state": 2.2094, "fepo4_precipitation": 2.1553, "anode_graphite_mix": 1.091,
        "electrolyte_blending": 0.5554, "lipf6_synthesis": 0.08234,
        "dmc_transesterification": 0.20571 / DMC_AND_GLYCOL, "separator_film_production": 0.053644,
        "al_foil_rolling": 0.26937, "cu_foil_electrodeposition": 0.43467,
        "pvdf_polymerisation": 0.046029, "cell_formation": 4.2382, "module_assembly": 4.7211,
        "cu_sheet_production": 0.20742, "al_sheet_production": 0.6098,
        "make_harness_cable": 0.025998,
    },
    "nmc811-pack": {
        "cam_nmc811_calcination": 1.458, "pcam_nmc811_coprecipitation": 1.3836,
        "anode_graphite_mix": 0.98902, "electrolyte_blending": 0.36174,
        "lipf6_synthesis": 0.053629, "dmc_transesterification": 0.13399 / DMC_AND_GLYCOL,
        "separator_film_production": 0.027262, "al_foil_rolling": 0.15276,
        "cu_foil_electrodeposition": 0.22039, "pvdf_polymerisation": 0.030375,
        "cell_formation": 2.9765, "module_assembly": 3.3731, "cu_sheet_production": 0.20045,
        "al_sheet_production": 0.50457, "make_hv_disconnect_unit": 0.02444,
    },
}  # fmt: skip


@pytest.mark.parametrize("project", PACKS)
def test_solved_material_flows_are_those_of_the_published_inventory(project):
    # one pack of 100 kWh, so 1/100 pack is one kWh of nominal energy
    scale = activity(project, "pack_assembly", 1 / parameters(project)["pack_energy"])
    for process, expected in REQUIRED[project].items():
        assert scale[process] == pytest.approx(expected, rel=1e-4), process


def test_mass_allocation_gives_back_the_published_share_of_dimethyl_carbonate():
    # 1 kg DMC beside 0.689 kg glycol; published share of DMC: 0.578739 kg EC, 0.421149 kg methanol
    for project in PACKS:
        rows = {r["id"]: r for r in table(project, "exchanges")}
        glycol = float(rows["E-dmc_transesterification-ethylene_glycol"]["amount"])
        assert glycol == 0.689
        for flow, published in (("ec", 0.578739), ("methanol", 0.421149)):
            taken = float(rows[f"E-dmc_transesterification-{flow}"]["amount"])
            assert taken / (1 + glycol) == pytest.approx(published, rel=1e-12)


def test_lifetime_energy_is_capacity_times_cycles_times_shares():
    # 100 kWh x 200 000 km x 0.1181 kWh/km / 60.48 kWh = 39 054.2 kWh
    # 100 kWh x 60 per year x 8 years = 48 000 kWh
    assert parameters("lfp-pack")["lifetime_energy"] == pytest.approx(39054.2328, rel=1e-9)
    assert parameters("nmc811-pack")["lifetime_energy"] == 48000


@pytest.mark.parametrize("project", PACKS)
def test_use_losses_follow_the_two_efficiencies(project):
    # 1 / (0.901 x 0.95) - 1 = 0.168293 kWh lost per kWh delivered
    (row,) = [r for r in table(project, "electricity") if r["process"] == "use_losses"]
    assert value(row, parameters(project)) == pytest.approx(0.1682926, rel=1e-6)


@pytest.mark.parametrize("project", PACKS)
def test_evidence_files_hash_as_recorded_and_hold_the_amounts_that_cite_them(project):
    files = {row["id"]: row for row in table(project, "evidence")}
    held: dict[tuple[str, str], float] = {}
    for evidence in files.values():
        raw = (EXAMPLES / project / evidence["file"]).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == evidence["sha256"]
        text = raw.decode("utf-8")
        assert "published figures standing in for the plant's own records" in text
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        for row in csv.DictReader(lines):
            held[evidence["id"], row["row"]] = float(row["amount"])
    cited = {
        (row["evidence"], f"{name}/{row['id']}"): row
        for name, row in technosphere(project)
        if row["evidence"]
    }
    assert set(cited) == set(held)
    for key, row in cited.items():
        if "mode" in row:
            amount = float(row["mass"]) * float(row["distance"]) / 1000  # kg km -> tkm
        else:
            amount = value(row, parameters(project))
        assert amount == pytest.approx(held[key], rel=1e-9)
