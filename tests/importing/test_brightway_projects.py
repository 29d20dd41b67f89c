"""Brightway projects in and out, each time by Brightway in a process of its own.

Brightway keeps its matrices as float32, so that scores agree to about 1e-7; 1e-6 is asked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import networkx as nx
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from score_kit import inventory, package_of, score, take

from pcf.api import Project
from pcf.climate import characterize
from pcf.errors import PcfError, UsageError
from pcf.exchange.brightway_project import FUNCTIONAL_UNIT, product_system, write_footprint
from pcf.importing.brightway.process import run_brightway
from pcf.importing.brightway.system import Method
from pcf.importing.writers import export_database

EXAMPLE = Path(__file__).parents[2] / "datasets" / "examples" / "lfp-pack"
TABLE = """process,flow,direction,amount,unit,compartment
power,electricity,reference,3.6,MJ,
power,"Carbon dioxide, fossil",emission,0.7,kg,air
power,steel,input,0.001,kg,
steel,steel,reference,2,kg,
steel,electricity,input,4,MJ,
steel,"Methane, fossil",emission,0.1,kg,air
steel,scrap,waste,1,kg,
tip,scrap,treatment,3,kg,
tip,"Carbon dioxide, non-fossil",emission,0.25,kg,air
tip,"Carbon dioxide, in air",resource,0.1,kg,natural resource/in air
"""
SCHEMAS = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in (Path(__file__).parents[2] / "pcf" / "schemas").glob("*.json")
]
SCHEMA = Draft202012Validator(
    {"$ref": "data-export.json"},
    registry=Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS
    ),
)
METHOD = '[method]\ngwp_set = "EF3.1"\nbiogenic = "0/0"\n'
pytestmark = pytest.mark.skipif(find_spec("bw2data") is None, reason="bw2data is not installed")
ASK = """
import json, sys, warnings
warnings.simplefilter("ignore")
import bw2data, bw2calc
asked = json.load(sys.stdin)
bw2data.projects.set_current(asked["project"])
found = []
for code in asked["codes"]:
    node = bw2data.get_node(database=asked["database"], code=code)
    demand, objects, _ = bw2data.prepare_lca_inputs({node: 1.0}, method=tuple(asked["method"]))
    lca = bw2calc.LCA(demand, data_objs=objects)
    lca.lci()
    lca.lcia()
    found.append(float(lca.score))
print(json.dumps(found))
"""


def brightway_scores(directory, home, **asked):
    """Scores that Brightway computes in a project, in a process of its own."""
    home.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        input=json.dumps({"project": "pcf", **asked}),
        env={**os.environ, "BRIGHTWAY2_DIR": str(directory), "HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def imported(tmp_path):
    (tmp_path / "pcf.toml").write_text(METHOD, encoding="utf-8")
    path = tmp_path / "exchanges.csv"
    path.write_text(TABLE, encoding="utf-8")
    return take(path, tmp_path)


def test_an_imported_background_has_the_same_scores_in_brightway(tmp_path, imported):
    export_database(tmp_path, "x", "brightway-project", tmp_path / "bw")
    codes = ["power", "steel", "tip"]
    found = brightway_scores(
        tmp_path / "bw", tmp_path / "home", codes=codes, database="x",
        method=["pcf", "EF3.1", "0/0"],
    )  # fmt: skip
    assert found == pytest.approx([score(imported, code) for code in codes], rel=1e-6, abs=1e-12)
    assert not list((tmp_path / "home").iterdir())


def test_a_project_of_brightway_is_read_where_it_lies(tmp_path, imported):
    export_database(tmp_path, "x", "brightway-project", tmp_path / "bw")
    before = digests(tmp_path / "bw")
    named = tmp_path / "named.toml"
    directory = json.dumps(str(tmp_path / "bw"))
    named.write_text(
        f'directory = {directory}\nproject = "pcf"\ndatabases = ["x", "x gases"]\n',
        encoding="utf-8",
    )
    with pytest.raises(UsageError):  # opening one runs its pickles: only when it is named
        take(named, tmp_path, id="again")
    done = take(named, tmp_path, id="again", format="brightway-project")
    assert done.format == "brightway-project"
    for process in ("power", "steel", "tip"):
        assert score(done, process) == pytest.approx(score(imported, process), rel=1e-12)
    assert done.conservation.count("process").taken == 3
    assert digests(tmp_path / "bw") == before


def digests(folder):
    """Hashes of the databases of a Brightway directory."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.db")
        if path.parent.name != "default.c21f969b"
    }


@pytest.mark.parametrize(
    ("project", "databases", "observed", "expected"),
    [("nobody", "[]", "nobody", "default, pcf"), ("pcf", '["y"]', "y", "x, x gases")],
)
def test_what_is_not_there_is_named(tmp_path, imported, project, databases, observed, expected):
    export_database(tmp_path, "x", "brightway-project", tmp_path / "bw")
    named = tmp_path / "named.toml"
    directory = json.dumps(str(tmp_path / "bw"))
    named.write_text(
        f'directory = {directory}\nproject = "{project}"\ndatabases = {databases}\n',
        encoding="utf-8",
    )
    with pytest.raises(PcfError) as caught:
        take(named, tmp_path, id="again", format="brightway-project")
    found = caught.value.findings[0]
    assert (found.code, found.observed) == ("IM044", observed)
    assert set(expected.split(", ")) <= set(found.expected.split(", "))


@pytest.mark.parametrize("text", ['directory = "bw"\nproject = "p"', 'project = "p"', "= broken"])
def test_a_file_that_names_no_project_is_refused(tmp_path, text):
    (tmp_path / "named.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PcfError) as caught:
        take(tmp_path / "named.toml", tmp_path, format="brightway-project")
    assert caught.value.findings[0].code == "IM044"


def test_a_project_of_pcf_has_the_same_score_in_brightway(tmp_path):
    solved = Project.load(EXAMPLE).calculate().solved
    method = Method(solved.factor_set.id, solved.linked.model.method.biogenic)
    write_footprint(solved, "brightway-project", tmp_path / "bw")
    found = brightway_scores(
        tmp_path / "bw", tmp_path / "home", codes=[FUNCTIONAL_UNIT],
        database=solved.linked.model.id, method=["pcf", method.gwp_set, method.biogenic],
    )  # fmt: skip
    assert found == pytest.approx([Project.load(EXAMPLE).calculate().total], rel=1e-6)


@pytest.fixture(scope="module")
def pack():
    """A footprint with biogenic carbon, uptakes, carbon in products and unsplit CO2e."""
    return Project.load(EXAMPLE).calculate()


def total_again(done, solved, code):
    """Total of a footprint that came back as a background."""
    background = done.background
    factors, missing = characterize(
        background.columns, solved.factor_set, solved.linked.model.method.biogenic
    )
    assert not missing
    return float(background.intensities[background.index(code)] @ factors)


def booked(columns, amounts):
    """Amounts of gases that are not zero, by flow and ledger."""
    named = {(c.flow, c.ledger): float(x) for c, x in zip(columns, amounts, strict=True)}
    return {key: x for key, x in named.items() if x}


@pytest.mark.parametrize(
    ("format", "close"), [("brightway", 1e-9), ("brightway-project", 1e-6)]
)  # fmt: skip
def test_a_footprint_that_goes_out_comes_back_with_its_total(tmp_path, pack, format, close):
    path, stated = tmp_path / "fp.zip", None
    write_footprint(pack.solved, format, path)
    if format == "brightway-project":
        path, stated = tmp_path / "named.toml", format
        directory = json.dumps(str(tmp_path / "fp.zip"))
        path.write_text(f'directory = {directory}\nproject = "pcf"\n', encoding="utf-8")
    done = take(path, tmp_path, id="back", format=stated)
    code = done.background.process(FUNCTIONAL_UNIT).id
    assert total_again(done, pack.solved, code) == pytest.approx(pack.total, rel=close)
    assert set(done.gases.layers) == {"own"}
    assert not [f for f in done.findings if f.code in ("IM011", "IM012")]
    sent, back = pack.solved.linked.background, done.background
    listed = [p.id for p in sent.processes() if p.kind in ("unit", "aggregated")]
    for process in listed[::100]:
        own, again = sent.process(process), back.process(process)
        assert (again.name_zh, again.name_en, again.year, again.kind) == (
            own.name_zh, own.name_en, own.year, own.kind,
        )  # fmt: skip
    met = set()
    for number, (process, flow) in enumerate(sent.products):
        if flow != sent.process(process).product:
            continue
        one = booked(sent.columns, sent.intensities[number])
        two = booked(back.columns, back.intensities[back.index(process)])
        met |= {gas for gas, _ in one}
        assert two == pytest.approx(one, rel=close, abs=1e-12), process
    assert {"co2_biogenic", "co2_biogenic_uptake", "co2e_aggregated", "co2_to_product"} <= met


def test_a_footprint_as_datapackage_has_the_same_score(tmp_path):
    footprint = Project.load(EXAMPLE).calculate()
    written = write_footprint(footprint.solved, "brightway", tmp_path / "fp.zip")
    last = len(written.system.activities) - 1
    assert written.system.activities[last].code == FUNCTIONAL_UNIT
    # float64 all the way
    assert datapackage_score(tmp_path / "fp.zip", last) == pytest.approx(footprint.total, rel=1e-9)
    assert len(product_system(footprint.solved).activities) == last + 1


def datapackage_score(path, column):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bw2calc
        import bw_processing as bwp

        fs = bwp.generic_zipfile_filesystem(dirpath=path.parent, filename=path.name, write=False)
        lca = bw2calc.LCA({column: 1.0}, data_objs=[bwp.load_datapackage(fs)])
        lca.lci()
        lca.lcia()
        fs.close()
        return float(lca.score)


def test_an_imported_background_as_datapackage(tmp_path, imported):
    export_database(tmp_path, "x", "brightway", tmp_path / "bw.zip")
    for process in ("power", "steel", "tip"):
        column = imported.background.index(process)
        found = datapackage_score(tmp_path / "bw.zip", column)
        assert found == pytest.approx(score(imported, process), rel=1e-12, abs=1e-15)


def test_without_a_method_no_factors_are_written(tmp_path, imported):
    (tmp_path / "pcf.toml").unlink()
    written = export_database(tmp_path, "x", "brightway", tmp_path / "bw.zip")
    assert [f.code for f in written.findings] == ["IM046"]


def test_a_background_as_graph(tmp_path, imported):
    export_database(tmp_path, "x", "graphml", tmp_path / "x.graphml")
    graph = nx.read_graphml(tmp_path / "x.graphml", force_multigraph=True)
    assert set(graph.nodes) == {"power", "steel", "tip"}
    edges = {(a, b): data["amount"] for a, b, data in graph.edges(data=True)}
    assert edges == {("steel", "power"): 0.001, ("power", "steel"): 4.0, ("tip", "steel"): 1.0}
    assert graph.nodes["steel"]["unit"] == "kg"


def test_tables_and_project_hold_the_same_after_a_round_trip(tmp_path, imported):
    export_database(tmp_path, "x", "tables", tmp_path / "t")
    again = take(tmp_path / "t", tmp_path, id="again")
    assert inventory(package_of(again)) == inventory(package_of(imported))


def test_brightway_that_cannot_start_is_said(tmp_path):
    request = {"do": "read", "project": "p", "databases": []}
    with pytest.raises(PcfError) as caught:
        run_brightway(request, tmp_path / "nowhere", "named.toml")
    assert caught.value.findings[0].code == "IM044"
    assert "not a valid directory" in caught.value.findings[0].observed


def test_the_verb_writes_and_says_so(tmp_path, imported, capsys):
    from pcf.commands import main

    target = tmp_path / "out.zip"
    words = ["data", "export", "x", "--as", "tables", "-o", str(target), "-C", str(tmp_path)]
    assert main([*words, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["schema"] == "pcf/data-export/1"
    SCHEMA.validate(answer)
    assert answer["data"]["counts"] == {"processes": 3, "exchanges": 10, "flows": 7}
    assert target.is_file()
    assert main(words) == 2
    assert "IM048" in capsys.readouterr().err
