"""Several backgrounds in one study: side by side, each with its identity, nothing mixed."""

from __future__ import annotations

import json
import re
import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ilcd_kit import POWER, Proc, Row, chain, project, uuid, write_zip
from kit import background as tiny
from oracle import brightway_score

from pcf.api import Project
from pcf.background import open_background, open_study
from pcf.background.joined import join
from pcf.calc.as_json import footprint_from_json
from pcf.calc.data_versions import preview
from pcf.calc.mixing import approach_of
from pcf.errors import PcfError
from pcf.importing.database import import_database
from pcf.importing.settings import ImportSettings
from pcf.locking import decisions_of
from pcf.model import BackgroundChoice
from pcf.project.lockfile import read_lock

STEEL_ROW = ("E-1", 2.0, "kg", f"bg:db:{uuid(4)}")
POWER_ROW = ("E-2", 3.0, "kWh", "bg:elec_grid_cn")


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache"))


def also(*ids):
    return "".join(f'\n[[background.also]]\nid = "{id}"\nallocation = "default"\n' for id in ids)


def study(folder, rows, ids=("db",), first="pcf-open", files=None, **stated):
    """A project on `first`, with the chain imported as each of `ids`."""
    home = project(folder, rows, id=first)
    with (home / "pcf.toml").open("a", encoding="utf-8") as stream:
        stream.write(also(*(id for id in ids if id != first)))
    path = write_zip(folder / "a.zip", (files or chain()).texts())
    for id in ids:
        if id != "pcf-open":
            import_database(path, home, ImportSettings(**stated), id=id)
    return home


def codes(made):
    return {f.code for f in made.findings}


def grid(kwh):
    """kg CO2e of Chinese grid power, from the embedded background alone."""
    background = open_background()
    from pcf.climate import characterize, load_factor_set

    factors, _ = characterize(background.columns, load_factor_set("AR6"), "-1/+1")
    return kwh * float(background.intensities[background.index("elec_grid_cn")] @ factors)


def test_rows_draw_on_both_and_the_total_is_their_sum(tmp_path):
    made = Project.load(study(tmp_path / "p", [STEEL_ROW, POWER_ROW])).calculate()
    # 2 kg of steel at 2 kg CO2/kg
    assert made.total == pytest.approx(4.0 + grid(3.0), rel=1e-12)
    rows = {row.address: row for row in made.rows}
    assert rows["row:exchanges/E-1"].supplier.startswith(f"bg:db:{uuid(4)}/")
    assert rows["row:exchanges/E-2"].supplier.startswith("bg:elec_grid_cn/")


def test_brightway_gives_the_same_total(tmp_path):
    made = Project.load(study(tmp_path / "p", [STEEL_ROW, POWER_ROW])).calculate()
    assert brightway_score(made.solved) == pytest.approx(made.total, rel=1e-9)


def test_explain_walks_through_both(tmp_path):
    made = Project.load(study(tmp_path / "p", [STEEL_ROW, POWER_ROW])).calculate()
    steel = made.explain("row:exchanges/E-1", until=1.0)
    # 36 MJ at 0.25, slag 3 at 0.5, 5 t*km at 0.1, 9 of its own; for 2 kg a fifth of it
    assert sorted(round(t.value, 9) for t in steel.terms) == [0.1, 0.3, 1.8, 1.8]
    assert {t.address.split(":")[2] for t in steel.terms if t.address.startswith("dataset")} == {
        "db"
    }
    inner = made.explain(f"dataset:bg:db:{uuid(3)}", until=1.0)
    assert inner.value == pytest.approx(0.5)
    assert made.explain("row:exchanges/E-2").terms
    graph = Project.load(tmp_path / "p").graph()
    assert {n.partition("/")[0] for n in graph.nodes if n.startswith("bg:")} == {
        f"bg:db:{uuid(4)}", "bg:elec_grid_cn",
    }  # fmt: skip


def test_the_default_may_be_the_imported_one(tmp_path):
    rows = [("E-1", 2.0, "kg", f"bg:{uuid(4)}"), ("E-2", 3.0, "kWh", "bg:pcf-open:elec_grid_cn")]
    made = Project.load(study(tmp_path / "p", rows, ("db", "pcf-open"), "db")).calculate()
    assert made.total == pytest.approx(4.0 + grid(3.0), rel=1e-12)
    drawn = {r.address: r for r in made.rows}["row:exchanges/E-2"]
    assert drawn.name_en


def test_the_default_may_be_named_too(tmp_path):
    rows = [("E-2", 3.0, "kWh", "bg:pcf-open:elec_grid_cn")]
    made = Project.load(study(tmp_path / "p", rows)).calculate()
    assert made.rows[0].supplier.startswith("bg:elec_grid_cn/")


def test_a_background_that_is_not_listed_is_named(tmp_path):
    home = study(tmp_path / "p", [("E-1", 2.0, "kg", f"bg:tiangong:{uuid(4)}")])
    (one,) = [f for f in Project.load(home).check() if f.level == "error"]
    assert one.code == "IM032"
    assert one.expected == "pcf-open, db"
    assert 'id = "tiangong"' in one.help("en")


def test_a_flow_of_two_backgrounds_is_ambiguous(tmp_path):
    home = study(tmp_path / "p", [STEEL_ROW], ("db", "copy"))
    table = home / "model" / "exchanges.csv"
    text = table.read_text(encoding="utf-8")
    steel = open_study(BackgroundChoice("db", "default"), home).process(uuid(4)).product
    table.write_text(text.replace("fE-1", steel).replace(STEEL_ROW[3], ""), encoding="utf-8")
    (one,) = [f for f in Project.load(home).check() if f.level == "error"]
    assert (one.code, one.params["count"]) == ("GR033", 2)
    assert f"bg:copy:{uuid(4)}" in one.params["candidates"]
    assert f"bg:db:{uuid(4)}" in one.params["candidates"]
    Project.load(home).lock([f"exchanges/E-1=bg:copy:{uuid(4)}"])
    assert Project.load(home).calculate().total == pytest.approx(4.0)


def test_different_or_unknown_system_models_are_told(tmp_path):
    rows = [STEEL_ROW, POWER_ROW]
    made = Project.load(study(tmp_path / "p", rows)).calculate()
    (one,) = [f for f in made.findings if f.code == "IM033"]
    assert one.observed == "pcf-open: cut-off; db: not stated"
    same = Project.load(study(tmp_path / "q", rows, system_model="cut-off")).calculate()
    assert "IM033" not in codes(same)
    other = Project.load(study(tmp_path / "r", rows, system_model="consequential")).calculate()
    assert "IM033" in codes(other)
    # listed, and not drawn on: nothing is mixed
    alone = Project.load(study(tmp_path / "s", [POWER_ROW])).calculate()
    assert "IM033" not in codes(alone)


def test_a_package_says_its_principle_itself(tmp_path):
    stated = "</typeOfDataSet><LCIMethodPrinciple>{}</LCIMethodPrinciple>"

    def told(name, words):
        home = project(tmp_path / name, id="db")
        texts = chain().texts()
        files = sorted(file for file in texts if "processes" in file)
        for file, word in zip(files, words, strict=False):
            texts[file] = texts[file].replace("</typeOfDataSet>", stated.format(word))
        made = import_database(write_zip(tmp_path / f"{name}.zip", texts), home, id="db")
        return approach_of(made.background)

    assert told("a", ["Attributional"] * 4) == "attributional"
    assert told("b", ["Attributional", "Consequential"]) == (
        "attributional 1, consequential 1, not stated 2"
    )
    assert told("c", []) == "not stated"


def test_mixed_kinds_are_told_across_backgrounds(tmp_path):
    files = chain()
    files.processes[1].top = "Reference Parameters"
    rows = [("E-1", 1.0, "tkm", f"bg:db:{uuid(2)}"), POWER_ROW]
    made = Project.load(study(tmp_path / "p", rows, files=files)).calculate()
    (one,) = [f for f in made.findings if f.code == "IM031"]
    assert "parameter 1" in one.observed


def test_open_ends_are_told_for_the_database_they_are_in(tmp_path):
    files = chain()
    files.processes = [p for p in files.processes if p.id != uuid(2)]
    made = Project.load(study(tmp_path / "p", [STEEL_ROW, POWER_ROW], files=files)).calculate()
    (row,) = made.coverage.open_ends.rows
    assert (row.inputs, row.dataset) == (1, f"bg:db:{uuid(4)}")
    assert [(f.name_en, f.amount, f.unit) for f in row.flows] == [("transport", 1.0, "tkm")]


def test_a_dataset_without_gases_is_told(tmp_path):
    files = chain()
    files.processes.append(Proc(uuid(5), "empty", [Row(POWER, "Output", "1")]))
    rows = [("E-1", 1.0, "MJ", f"bg:db:{uuid(5)}"), POWER_ROW]
    made = Project.load(study(tmp_path / "p", rows, files=files)).calculate()
    (one,) = [f for f in made.findings if f.code == "IM035"]
    assert one.node == "row:exchanges/E-1"


def test_lock_names_each_and_is_checked_for_each(tmp_path):
    home = study(
        tmp_path / "p", [STEEL_ROW, POWER_ROW], licence="seat licence 7", redistributable="no"
    )
    project_ = Project.load(home)
    unlocked = Project.load(home)
    project_.lock()
    text = (home / "pcf.lock").read_text(encoding="utf-8")
    assert '[[background.also]]\nid = "db"' in text
    assert 'licence = "seat licence 7"' in text
    assert 'system_model = "not stated; links: refuse; co-products: hold"' in text
    lock = read_lock(home).lock
    assert [pin.id for pin in lock.backgrounds] == ["pcf-open", "db"]
    assert not {"DS041", "IM034"} & codes(Project.load(home).calculate())
    # another content under the same id
    files = chain()
    files.processes[1].rows[1].amount = "0.2"
    import_database(write_zip(home / "b.zip", files.texts()), home, id="db")
    with pytest.raises(PcfError) as raised:
        Project.load(home).calculate()
    assert [f.code for f in raised.value.findings if f.level == "error"] == ["DS041"]
    # a lock from before the background was added
    (home / "pcf.lock").write_text(
        re.sub(r"\n\[\[background.also\]\]\n(?:.+\n)+", "", text), encoding="utf-8"
    )
    assert "IM034" in codes(Project.load(home).calculate())
    assert unlocked.model.background.also[0].id == "db"


def test_update_moves_one_background_and_keeps_the_others(tmp_path):
    home = study(tmp_path / "p", [STEEL_ROW, POWER_ROW])
    base = Project.load(home)
    before = open_study(base.model.background, home)
    old = Project.load(home).calculate().total
    files = chain()
    files.processes[1].rows[1].amount = "0.2"
    import_database(write_zip(home / "b.zip", files.texts()), home, id="db")
    after = open_study(base.model.background, home)
    seen = preview(base.model, decisions_of(None), before, after)
    # 5 t*km at 0.1 more for 10 kg, so 0.05 per kg, for 2 kg
    assert seen.difference.delta == pytest.approx(0.1)
    assert seen.before.total == pytest.approx(old)


def test_identity_lists_every_background(tmp_path):
    home = study(tmp_path / "p", [POWER_ROW], licence="seat licence 7", redistributable="no")
    made = Project.load(home).calculate()
    shipped, own = made.identity.backgrounds
    assert (shipped.id, shipped.redistributable, shipped.used) == ("pcf-open", "yes", True)
    assert (own.id, own.licence, own.redistributable, own.used) == (
        "db", "seat licence 7", "no", False,
    )  # fmt: skip
    data = json.loads(json.dumps(made.to_dict()))
    assert data["identity"]["background"] == "pcf-open"
    assert [b["id"] for b in data["identity"]["backgrounds"]] == ["pcf-open", "db"]
    assert footprint_from_json(data).identity == made.identity


def test_not_stated_counts_as_not_redistributable(tmp_path):
    home = study(tmp_path / "p", [POWER_ROW])
    assert Project.load(home).calculate().identity.also[0].redistributable == "unknown"
    with pytest.raises(PcfError) as raised:
        study(tmp_path / "q", [POWER_ROW], redistributable="maybe")
    assert [f.code for f in raised.value.findings] == ["IM015"]


@settings(max_examples=8, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(st.tuples(st.sampled_from((1, 2, 3, 4)), st.floats(0.01, 50.0)), min_size=1,
                max_size=5))  # fmt: skip
def test_the_same_background_twice_gives_the_same_total(tmp_path_factory, drawn):
    units = {1: "MJ", 2: "tkm", 3: "kg", 4: "kg"}
    rows = [(f"E-{n}", amount, units[p], f"bg:{uuid(p)}") for n, (p, amount) in enumerate(drawn)]
    folder = tmp_path_factory.mktemp("twice")
    one = Project.load(study(folder / "one", rows, ("db",), "db")).calculate().total
    spread = [
        (id, a, u, s.replace("bg:", "bg:copy:") if n % 2 else s)
        for n, (id, a, u, s) in enumerate(rows)
    ]
    two = Project.load(study(folder / "two", spread, ("db", "copy"), "db")).calculate().total
    assert two == pytest.approx(one, rel=1e-12)
    shutil.rmtree(folder)


def test_the_order_of_also_changes_nothing(tmp_path):
    rows = [STEEL_ROW, POWER_ROW, ("E-3", 1.5, "kg", f"bg:copy:{uuid(4)}")]
    home = study(tmp_path / "p", rows, ("db", "copy"))
    first = Project.load(home).calculate()
    path = home / "pcf.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(also("db", "copy")) == 1
    path.write_text(text.replace(also("db", "copy"), also("copy", "db")), encoding="utf-8")
    second = Project.load(home).calculate()
    assert (second.total, second.identity) == (first.total, first.identity)


def test_the_same_id_twice_is_refused(tmp_path):
    home = study(tmp_path / "p", [POWER_ROW])
    with (home / "pcf.toml").open("a", encoding="utf-8") as stream:
        stream.write(also("pcf-open"))
    assert "ID005" in {f.code for f in Project.load(home).findings}


def test_a_flow_of_another_unit_keeps_apart(tmp_path):
    def made(name, unit, kg):
        folder = tmp_path / name
        data = {"p": {"product": "power", "unit": unit, "emissions": {"co2_fossil": kg}}}
        tiny(folder, data)
        manifest = folder / "manifest.toml"
        text = manifest.read_text(encoding="utf-8").replace('"tiny"', f'"{name}"', 1)
        manifest.write_text(text, encoding="utf-8")
        return open_background(folder=folder)

    both = join(made("a", "kWh", 0.5), [made("c", "MJ", 0.1), made("b", "kWh", 0.7)])
    assert both.products == (("p", "power"), ("b:p", "power"), ("c:p", "c:power"))
    assert [both.unit_of(*product) for product in both.products] == ["kWh", "kWh", "MJ"]
    assert both.providers("power") == ("b:p", "p")
    column = [c.flow for c in both.columns].index("co2_fossil")
    assert both.intensities[:, column].tolist() == [0.5, 0.7, 0.1]
    a, b = both.matrices()
    # A is the unit matrix here, so that B is the transposed table of intensities
    assert (a.toarray() == np.eye(3)).all()
    assert (b.toarray() == np.asarray(both.intensities).T).all()
    assert both.exchanges("c:p")[0].flow == "c:power"
    assert {s.key for s in both.sources()} == {"T", "b:T", "c:T"}


def test_a_rule_of_allocation_that_is_not_everywhere_applicable_is_told_once_each(tmp_path):
    """Findings of the parts are told side by side, the same one of two parts once."""
    alone = open_background("pcf-open", "mass")
    assert len(alone.findings) > 1
    choice = BackgroundChoice("pcf-open", "mass", (BackgroundChoice("db", "mass"),))
    home = study(tmp_path / "p", [STEEL_ROW, POWER_ROW])
    both = open_study(choice, home)
    assert both.findings[: len(alone.findings)] == alone.findings
    assert join(alone, [open_background("db", "mass", home=home)] * 2).findings == both.findings
