"""SimaPro CSV: blocks, units, signs, formulas, shares, and files that are cut or bent."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from score_kit import BESIDE, codes, needs, package_of, score, take

from pcf.errors import PcfError
from pcf.importing.grid import GridError
from pcf.importing.simapro.blocks import read_content
from pcf.importing.simapro.formulas import formula, number

FIXTURES = BESIDE / "fixtures" / "simapro_csv"
HEAD = """{SimaPro 9.1}
{processes}
{CSV separator: Semicolon}
{Decimal separator: ,}

"""
POWER = """Process

Category type
energy

Process identifier
P1

Type
Unit process

Time period
2005-2009

Products
Power {CN}| market for | U;kWh;1;100;not defined;Energy\\Grid;

Emissions to air
Carbon dioxide, fossil;low. pop.;kg;0,5;Lognormal;1,21;0;0;(1,2)

End

"""
STEEL = """Process

Process identifier
P2

Products
Steel/CN U;ton;1;100;not defined;Metals;

Electricity/heat
Power {CN}| market for | U;kWh;100*Factor^2 + 0,5*Extra;Undefined;0;0;0;

Emissions to air
Carbon dioxide, fossil;;g;1000;Normal;100;0;0;

Waste to treatment
Slag, to landfill;kg;3;Undefined;0;0;0;

Input parameters
Extra;200;Undefined;0;0;0;No;

Calculated parameters

End

"""
LANDFILL = """Process

Process identifier
P3

Waste treatment
Slag, to landfill;kg;2;All waste types;Waste;

Emissions to air
Carbon dioxide, fossil;;kg;4;Undefined;0;0;0;

End

"""
LISTS = """Project Input parameters
factor;2;Uniform;0;1;3;No;of the project

End

Units
kg;Mass;1;kg
ton;Mass;1000;kg
kWh;Energy;3,6;MJ

End

Airborne emissions
Carbon dioxide, fossil;kg;000124-38-9;

End

System description

Name
Own system

End
"""
WHOLE = HEAD + POWER + STEEL + LANDFILL + LISTS


def write(tmp_path, text, encoding="cp1252", name="a.csv"):
    path = tmp_path / name
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    return path


def test_a_chain_with_formulas_units_and_waste(tmp_path):
    done = take(write(tmp_path, WHOLE), tmp_path)
    assert done.format == "simapro"
    # power: 0.5 kg per kWh, and the database counts it in MJ: 0.5 / 3.6
    assert score(done, "P1") == pytest.approx(0.5 / 3.6, rel=1e-12)
    # steel: power 100 x 2^2 + 0.5 x 200 = 500 kWh -> 250 kg; 1000 g -> 1 kg; slag 3 kg x 4/2 -> 6
    assert score(done, "P2") == pytest.approx((250 + 1 + 6) / 1000, rel=1e-12)
    # treatment: 4 kg per 2 kg of slag
    assert score(done, "P3") == pytest.approx(2.0, rel=1e-12)
    assert dict(done.links) == {"stated": 2}
    assert done.conservation.uses["exchange", "waste to treatment"] == 1
    assert done.conservation.uses["block", "process"] == 3


def test_what_a_process_says_is_kept(tmp_path):
    package = package_of(take(write(tmp_path, WHOLE), tmp_path))
    power, steel = package.processes["P1"], package.processes["P2"]
    assert (power.location, power.year, power.market) == ("CN", "2009", True)
    assert power.categories == ("energy", "Energy", "Grid")
    assert steel.location == "CN"
    assert not steel.market
    co2 = power.exchanges[1]
    assert (co2.uncertainty.kind, co2.uncertainty.deviation) == ("log-normal", 1.21)
    # a normal spread states two standard deviations: 100 of 1000 is 10 %
    assert steel.exchanges[2].uncertainty.deviation == pytest.approx(10.0)
    assert package.flows[co2.flow].cas == "000124-38-9"
    assert package.flows[co2.flow].categories == ("emissions to air", "low. pop.")
    used = {p.name: (p.value, p.formula) for p in steel.parameters}
    assert used == {"extra": (200.0, ""), "factor": (2.0, "")}
    assert co2.line == 24


def test_units_of_the_file_go_before_those_that_every_file_has(tmp_path):
    own = "Units\ng;Mass;1;g\nkg;Mass;1000;g\nton;Mass;1000000;g\n\nEnd\n"
    text = HEAD + POWER + STEEL + LANDFILL + LISTS.split("Units")[0] + own
    done = take(write(tmp_path, text), tmp_path)
    # the same 257 kg per ton, the database now counts steel in grams
    assert score(done, "P2") == pytest.approx(257 / 1e6, rel=1e-12)


def test_shares_of_two_products_are_those_of_the_file(tmp_path):
    both = STEEL.replace("ton;1;100;", "ton;1;75;").replace(
        "Metals;\n", "Metals;\nSlag cement;ton;1;25;not defined;Metals;\n"
    )
    done = take(write(tmp_path, HEAD + POWER + both + LANDFILL + LISTS), tmp_path)
    # 257 kg in all, three quarters on the ton of steel
    assert score(done, "P2") == pytest.approx(0.75 * 257 / 1000, rel=1e-12)
    assert done.background.process("P2").allocation == "stated"


def test_shares_that_do_not_add_up_hold_the_process_back(tmp_path):
    both = STEEL.replace("ton;1;100;", "ton;1;75;").replace(
        "Metals;\n", "Metals;\nSlag cement;ton;1;35;not defined;Metals;\n"
    )
    done = take(write(tmp_path, HEAD + POWER + both + LANDFILL + LISTS), tmp_path)
    assert done.conservation.reasons()["process", "causal-allocation"] == 1


def test_an_avoided_product_is_credited(tmp_path):
    avoided = (
        POWER.replace("P1", "P4")
        .replace("Products\nPower {CN}| market for | U;kWh;1;", "Products\nHeat;MJ;1;")
        .replace(
            "Emissions to air\n",
            "Avoided products\nPower {CN}| market for | U;kWh;2;Undefined;0;0;0;\n\n"
            "Emissions to air\n",
        )
    )
    done = take(write(tmp_path, HEAD + POWER + avoided + LISTS), tmp_path)
    # 0.5 kg of its own, less 2 kWh x 0.5
    assert score(done, "P4") == pytest.approx(0.5 - 1.0, rel=1e-12)


def test_commas_and_quotes_and_line_breaks_in_cells(tmp_path):
    text = WHOLE.replace("Semicolon", "Comma").replace("separator: ,", "separator: .")
    body = "\n".join(
        ",".join(
            f'"{cell}"' if "," in cell and "U" in cell else cell.replace(",", ".")
            for cell in line.split(";")
        )
        for line in text.split("\n")
    ).replace("{Decimal separator. .}", "{Decimal separator: .}")
    body = body.replace("of the project", '"two\nlines with ""quotes"""')
    # names lose their commas in this rewriting, so the gas is named anew
    body = body.replace("Carbon dioxide. fossil", '"Carbon dioxide, fossil"')
    done = take(write(tmp_path, body), tmp_path)
    assert score(done, "P2") == pytest.approx(0.257, rel=1e-12)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_encodings(tmp_path, encoding):
    text = WHOLE.replace("Steel/CN U", "St\u00e4hl/CN U")
    done = take(write(tmp_path, text, encoding), tmp_path)
    assert done.background.process("P2").name_en == "St\u00e4hl/CN U"


def test_characters_of_no_encoding_are_told(tmp_path):
    path = write(tmp_path, WHOLE)
    path.write_bytes(path.read_bytes().replace(b"Own system", b"Own \x81\x8d system"))
    done = take(path, tmp_path)
    told = next(f for f in done.findings if f.code == "IM047")
    assert told.observed == "2"


def test_a_file_cut_off_in_a_process_holds_that_process_back(tmp_path):
    cut = (HEAD + POWER + STEEL)[: -len("\nEnd\n\n")]
    done = take(write(tmp_path, cut), tmp_path)
    assert done.conservation.reasons()["block", "unreadable"] == 1
    assert done.conservation.count("process").came_in == 1


def test_unknown_names_and_functions_in_formulas_are_held_back(tmp_path):
    text = WHOLE.replace("100*Factor^2 + 0,5*Extra", "100*Nothing")
    done = take(write(tmp_path, text), tmp_path)
    assert done.conservation.reasons()["exchange", "formula-fault"] == 1
    text = WHOLE.replace("100*Factor^2 + 0,5*Extra", "__import__('os')")
    done = take(write(tmp_path, text, name="b.csv"), tmp_path, id="y")
    assert done.conservation.reasons()["exchange", "formula-fault"] == 1


@pytest.mark.parametrize("text", ["NaN", "inf", "1e999"])
def test_amounts_that_are_no_numbers_are_held_back(tmp_path, text):
    done = take(write(tmp_path, WHOLE.replace(";g;1000;", f";g;{text};")), tmp_path)
    held = [h for h in done.conservation.held if h.what == "exchange"]
    assert len(held) == 1
    assert held[0].reason in ("amount-unreadable", "formula-fault")


def test_one_identifier_with_two_contents(tmp_path):
    text = WHOLE.replace("Process identifier\nP3", "Process identifier\nP2")
    done = take(write(tmp_path, text), tmp_path)
    assert "IM018" in codes(done)
    assert done.conservation.reasons()["process", "duplicate-id"] == 1


STAGE = """Product stage

Category type
{kind}

Products
pack;p;1;Others;;

{sections}
End

"""


@pytest.mark.parametrize("kind", ["life cycle", "disposal scenario", "disassembly", "reuse"])
def test_product_stages_that_are_no_process_are_held_back_by_name(tmp_path, kind):
    stage = STAGE.format(kind=kind, sections="Assembly\npack;p;1;Undefined;0;0;0;;\n")
    done = take(write(tmp_path, HEAD + stage + POWER + LISTS), tmp_path)
    assert done.conservation.reasons()["block", "product-stage"] == 1
    (held,) = [h for h in done.conservation.held if h.what == "block"]
    assert held.detail == kind


def test_an_assembly_is_a_process_of_its_materials_and_processes(tmp_path):
    sections = (
        "Materials/assemblies\nfoil;kg;2;Undefined;0;0;0;;\n\n"
        "Processes\nwelding;kg;3;Undefined;0;0;0;;\n"
    )
    stage = STAGE.format(kind="assembly", sections=sections)
    done = take(write(tmp_path, HEAD + stage + POWER + LISTS), tmp_path)
    pack = next(p for p in done.background.processes() if p.name_en == "pack")
    rows = {
        done.background.flow(r.flow).name_en: r.amount
        for r in done.background.exchanges(pack.id)
        if r.direction == "input"
    }
    assert rows == {"foil": 2.0, "welding": 3.0}


SCENARIO = """Process

Category type
waste scenario

Waste scenario
scenario;kg;2;All waste types;Others;

Separated waste
burning;{type};60;

Remaining waste
landfill;;75;

Emissions to air
Carbon dioxide, fossil;;kg;0;Undefined;0;0;0;;

End

"""


def test_shares_of_a_waste_scenario_are_amounts_of_what_comes_in(tmp_path):
    text = HEAD + SCENARIO.format(type="All waste types") + POWER + LISTS
    done = take(write(tmp_path, text), tmp_path)
    scenario = next(p for p in done.background.processes() if "scenario" in p.name_en)
    rows = {
        done.background.flow(r.flow).name_en: r.amount
        for r in done.background.exchanges(scenario.id)
        if r.direction == "input"
    }
    # 60 % of 2 kg, and 75 % of the 0.8 kg that are left
    assert rows == {
        "burning (treatment)": pytest.approx(1.2),
        "landfill (treatment)": pytest.approx(0.6),
    }


def test_a_scenario_that_treats_kinds_of_waste_apart_is_held_back(tmp_path):
    text = HEAD + SCENARIO.format(type="Packaging plastic") + POWER + LISTS
    done = take(write(tmp_path, text), tmp_path)
    assert done.conservation.reasons()["process", "waste-composition"] == 1


def test_a_file_without_processes_is_refused(tmp_path):
    with pytest.raises(PcfError) as caught:
        take(write(tmp_path, HEAD + LISTS), tmp_path)
    assert [f.code for f in caught.value.findings] == ["IM003"]


def test_numbers_and_formulas():
    assert number("1,0E-12", ",") == 1e-12
    assert number("95,8%", ",") == 95.8
    assert number("1_000", ".") is None
    assert formula("Sqr(A) + 0,5*MIN(a; 2)", ",") == "((a)**2) + 0.5*min(a, 2)"


@given(st.binary(max_size=400))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(GridError):
        read_content(b"{SimaPro 9}\nProcess\n" + data)


COUNTS = {
    "bw_simapro_csv/allocation.csv": (2, 5),
    "bw_simapro_csv/cas_missing_check_number.csv": (1, 13),
    "bw_simapro_csv/inventory.csv": (1, 2),
    "bw_simapro_csv/process.csv": (1, 13),
    "bw_simapro_csv/process_identifiers.csv": (3, 39),
    "bw_simapro_csv/project_params.csv": (2, 3),
    "bw_simapro_csv/stages.csv": (8, 21),
    "bw_simapro_csv/weird_units.csv": (1, 2),
    "pizzol/LCI1.csv": (3, 19),
}


#: An assembly that takes itself, a scenario by kinds of waste, and stages that are no process.
HELD = {
    "bw_simapro_csv/stages.csv": {
        "product-stage": 4, "waste-composition": 1, "loop-not-productive": 1,
    },
}  # fmt: skip


@needs(FIXTURES)
@pytest.mark.parametrize("name", COUNTS)
def test_real_files(tmp_path, name):
    done = take(FIXTURES / name, tmp_path)
    processes, exchanges = COUNTS[name]
    assert done.conservation.count("process").came_in == processes
    assert done.conservation.count("exchange").came_in == exchanges
    assert done.conservation.count("exchange").came_in == exchanges
    reasons = done.conservation.reasons()
    held = {reason: n for (what, reason), n in reasons.items() if what in ("process", "block")}
    assert held == HELD.get(name, {})


@needs(FIXTURES)
def test_real_numbers(tmp_path):
    done = take(FIXTURES / "pizzol" / "LCI1.csv", tmp_path)
    # B: 10 kg of carbon dioxide; A and C, which it takes, emit none
    assert score(done, "Process B") == pytest.approx(10.0, rel=1e-12)
    done = take(FIXTURES / "bw_simapro_csv" / "project_params.csv", tmp_path, id="y")
    rows = done.background.exchanges("abc456")
    # 4.8 x 1 / (7 x 0.9 - 3) = 1.4545...
    assert [r.amount for r in rows if r.direction == "input"] == pytest.approx([4.8 / 3.3])
    done = take(FIXTURES / "bw_simapro_csv" / "allocation.csv", tmp_path, id="z")
    rice = "ReCenter000033915302504"
    assert done.background.share(rice, done.background.process(rice).product) == 0.958
