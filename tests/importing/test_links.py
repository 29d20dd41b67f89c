"""Suppliers are chosen by a stated policy, and every choice has a reason."""

from __future__ import annotations

import csv

import pytest
from ilcd_kit import CO2, POWER, STEEL, Proc, Row, chain, uuid, write_zip

from pcf.errors import UsageError
from pcf.importing.choices import open_choices, read_links, relinked
from pcf.importing.database import import_database, relink
from pcf.importing.link import Demand, Supply, link
from pcf.importing.places import chain as places
from pcf.importing.places import normal
from pcf.importing.settings import ImportSettings, checked, read_settings


def supply(process, location, kind="unit", *, market=False, year=""):
    return Supply(process, "f", location, kind, market, year)


def choose(location, *supplies, kind="unit", provider="", decided="", **settings):
    demand = Demand("p.1", "p", "f", location, kind, provider)
    decisions = {"p.1": decided} if decided else {}
    (made,) = link([demand], supplies, ImportSettings(**settings), decisions)
    return made


CN, JS, SZ, SD, DE, GLO = (
    supply(p, p) for p in ("CN", "JS-CN", "SZ-JS-CN", "SD-CN", "DE", "GLO")
)  # fmt: skip


@pytest.mark.parametrize(
    ("location", "among", "found", "reason", "level"),
    [
        ("JS-CN", (CN, JS, SD), "JS-CN", "same-place", "CN-JS"),
        ("SZ-JS-CN", (CN, JS, SD), "JS-CN", "larger-place", "CN-JS"),
        ("SZ-JS-CN", (CN, JS, SZ), "SZ-JS-CN", "same-place", "SZ-JS-CN"),
        ("ZJ-CN", (CN, JS, SD), "CN", "larger-place", "CN"),
        ("CN-ZJ", (DE, GLO), "GLO", "larger-place", "GLO"),
        ("FR", (DE,), "DE", "only-supplier", ""),
        ("", (DE, GLO), "GLO", "same-place", "GLO"),
    ],
)
def test_the_nearest_place_decides(location, among, found, reason, level):
    made = choose(location, *among)
    assert made.providers == ((found, 1.0),)
    assert (made.reason, made.level) == (reason, level)


def test_several_at_the_nearest_place_stay_open_without_a_policy():
    made = choose("CN", CN, supply("other", "CN"), GLO)
    assert made.is_open
    assert (made.reason, made.level) == ("open-ambiguous", "CN")
    assert made.candidates == ("CN", "GLO", "other")


def test_a_single_market_goes_before_the_others():
    made = choose("CN", CN, supply("market", "CN", market=True), GLO)
    assert (made.providers, made.reason) == ((("market", 1.0),), "market")


def test_the_package_and_the_user_come_first():
    assert choose("CN", CN, GLO, provider="GLO").reason == "stated"
    assert choose("CN", CN, GLO, decided="GLO").providers == (("GLO", 1.0),)
    assert choose("CN", CN, GLO, decided="GLO").reason == "decided"


def test_a_supplier_that_is_not_there_is_not_taken():
    made = choose("CN", CN, GLO, provider="elsewhere")
    assert made.is_open
    assert (made.reason, made.candidates) == ("open-named-absent", ("CN", "GLO"))
    assert choose("CN", provider="elsewhere").reason == "open-named-absent"


def test_a_policy_may_replace_a_named_supplier_and_says_so():
    made = choose("CN", CN, GLO, provider="elsewhere", policy="first-market")
    assert (made.providers, made.reason) == ((("CN", 1.0),), "instead-of-named")
    twins = (CN, supply("other", "CN"))
    averaged = choose("CN", *twins, provider="elsewhere", policy="same-country-then-average")
    assert averaged.providers == (("CN", 0.5), ("other", 0.5))
    assert averaged.reason == "instead-of-named"
    still = choose("CN", *twins, provider="elsewhere", policy="first-market")
    assert still.reason == "open-named-absent"


def test_the_average_is_taken_inside_the_country():
    made = choose("ZJ-CN", JS, SD, DE, policy="same-country-then-average")
    assert made.providers == (("JS-CN", 0.5), ("SD-CN", 0.5))
    assert (made.reason, made.level) == ("policy-average", "CN")
    abroad = choose("US", JS, SD, DE, policy="same-country-then-average")
    assert abroad.reason == "open-ambiguous"


def test_the_newest_market_is_taken():
    old = supply("old", "CN", market=True, year="2015")
    new = supply("new", "CN", market=True, year="2020")
    made = choose("CN", old, new, CN, policy="first-market")
    assert (made.providers, made.reason) == ((("new", 1.0),), "policy-market")
    none = choose("CN", CN, supply("x", "CN"), policy="first-market")
    assert none.reason == "open-ambiguous"


def test_kinds_are_not_mixed_unless_stated():
    sector = supply("sector", "CN", "sector")
    assert choose("CN", sector).reason == "open-other-kind"
    assert choose("CN", sector, mix=("sector",)).providers == (("sector", 1.0),)
    assert choose("CN", CN, kind="parameter").reason == "open-other-kind"
    assert choose("CN").reason == "open-none"


@pytest.mark.parametrize(
    ("setting", "key"),
    [({"policy": "first"}, "policy"), ({"coproducts": "half"}, "coproducts"),
     ({"mix": ("unit",)}, "mix")],
)  # fmt: skip
def test_a_policy_that_is_not_known_is_refused(setting, key):
    with pytest.raises(UsageError) as caught:
        checked(ImportSettings(**setting))
    assert caught.value.findings[0].code == "IM015"
    assert caught.value.findings[0].params["key"] == key


@pytest.mark.parametrize(
    ("code", "own", "steps"),
    [
        ("NMG-CN", "CN-NM", ("CN-NM", "CN", "RAS", "GLO")),
        ("SZ-JS-CN", "CN-JS", ("SZ-JS-CN", "CN-JS", "CN", "RAS", "GLO")),
        ("DE", "DE", ("DE", "EU", "RER", "GLO")),
        ("cn", "CN", ("CN", "RAS", "GLO")),
        ("CHN", "CN", ("CN", "RAS", "GLO")),
        ("cn-nm", "CN-NM", ("CN-NM", "CN", "RAS", "GLO")),
        ("UK", "GB", ("GB", "RER", "GLO")),
        ("EU-27", "EU", ("EU", "RER", "GLO")),
        ("Europe", "RER", ("RER", "GLO")),
        ("RoW", "RoW", ("RoW", "GLO")),
        ("Narnia", "Narnia", ("Narnia", "GLO")),
        ("BR", "BR", ("BR", "GLO")),
        ("RER", "RER", ("RER", "GLO")),
        ("", "GLO", ("GLO",)),
        ("GLO", "GLO", ("GLO",)),
    ],
)
def test_places_lie_in_larger_places(code, own, steps):
    assert normal(code) == own
    assert places(code) == steps


def two_powers(tmp_path, **settings):
    files = chain()
    rows = [Row(POWER, "Output", "3.6"), Row(CO2, "Output", "1.8")]
    files.processes.append(Proc(uuid(5), "coal power", rows))
    path = write_zip(tmp_path / "a.zip", files.texts())
    return import_database(path, tmp_path, ImportSettings(**settings), id="db")


def steel(done):
    index = done.background.index(uuid(4), STEEL)
    return float(done.background.intensities[index].sum())


def test_an_open_input_counts_nothing_and_a_decision_counts(tmp_path):
    done = two_powers(tmp_path)
    # own 9 + transport 0.5 over 10 kg; slag treatment draws on open power too
    assert steel(done) == pytest.approx(0.95)
    links = read_links(tmp_path, "db")
    waiting = open_choices(links)
    assert [w.row for w in waiting] == [f"{uuid(3)}.1", f"{uuid(4)}.1"]
    assert waiting[0].candidates == (uuid(1), uuid(5))
    stated, _ = read_settings(tmp_path / "backgrounds" / "db")
    both = {row.row: uuid(5) for row in waiting}
    again = relinked(tmp_path, "db", both, stated)
    # power 0.5 kg/MJ: 36 x 0.5 = 18; slag 3 x 1.0 = 3; 9 + 0.5 + 21 = 30.5 over 10 kg
    assert steel(again) == pytest.approx(3.05)
    assert again.links["decided"] == 2
    assert not again.is_partial
    # counted the same as when it was imported
    assert again.conservation.counts == done.conservation.counts


def test_a_decision_can_be_taken_back(tmp_path):
    two_powers(tmp_path)
    relink(tmp_path, "db", {f"{uuid(4)}.1": uuid(1)})
    done = relink(tmp_path, "db", {f"{uuid(4)}.1": ""})
    assert steel(done) == pytest.approx(0.95)


def test_an_average_is_the_mean_of_its_suppliers(tmp_path):
    done = two_powers(tmp_path, policy="same-country-then-average")
    # 0.375 kg/MJ: 13.5; slag 3 x 0.75 = 2.25; 9 + 0.5 + 15.75 = 25.25 over 10 kg
    assert steel(done) == pytest.approx(2.525)
    with (done.folder / "links.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["row"]: row for row in csv.DictReader(stream)}
    assert rows[f"{uuid(4)}.1"]["reason"] == "policy-average"
    assert rows[f"{uuid(4)}.1"]["providers"] == f"{uuid(1)}=0.5; {uuid(5)}=0.5"


def test_a_decision_for_nothing_is_refused(tmp_path):
    two_powers(tmp_path)
    with pytest.raises(UsageError) as caught:
        relink(tmp_path, "db", {f"{uuid(4)}.1": uuid(77)})
    assert caught.value.findings[0].code == "IM016"


def test_a_process_that_does_not_supply_the_flow_is_refused(tmp_path):
    two_powers(tmp_path)
    before = (tmp_path / "backgrounds" / "db" / "links.csv").read_bytes()
    for row, process in ((f"{uuid(4)}.1", uuid(2)), (f"{uuid(4)}.77", uuid(1))):
        with pytest.raises(UsageError) as caught:
            relink(tmp_path, "db", {row: process})
        assert caught.value.findings[0].observed == f"{row}={process}"
    assert (tmp_path / "backgrounds" / "db" / "links.csv").read_bytes() == before


def test_importing_again_keeps_decisions(tmp_path):
    two_powers(tmp_path)
    relink(tmp_path, "db", {f"{uuid(4)}.1": uuid(5), f"{uuid(3)}.1": uuid(5)})
    assert steel(two_powers(tmp_path)) == pytest.approx(3.05)


def test_a_loop_that_takes_in_more_than_it_makes_gets_no_number(tmp_path):
    files = chain()
    files.processes[0].rows.append(Row(POWER, "Input", "4"))
    done = import_database(write_zip(tmp_path / "a.zip", files.texts()), tmp_path, id="db")
    (told,) = [f for f in done.findings if f.code == "IM010"]
    # 4 MJ drawn for 3.6 MJ made
    assert told.params["gain"] == "1.11111"
    assert told.observed == f"power ({uuid(1)})"
    assert uuid(1) not in {p.id for p in done.background.processes()}
    assert done.conservation.reasons()["process", "loop-not-productive"] == 1
    assert done.links["open-supplier-held"] == 2


def test_a_loop_that_makes_more_than_it_takes_is_solved(tmp_path):
    files = chain()
    files.processes[0].rows.append(Row(POWER, "Input", "0.36"))
    done = import_database(write_zip(tmp_path / "a.zip", files.texts()), tmp_path, id="db")
    index = done.background.index(uuid(1))
    # 0.9 kg for 3.6 - 0.36 = 3.24 MJ net
    assert float(done.background.intensities[index].sum()) == pytest.approx(0.9 / 3.24)


def test_codes_of_places_that_no_list_knows_are_told(tmp_path):
    files = chain()
    files.processes[1].location = "Narnia"
    files.processes[2].location = "cn"
    files.processes[3].location = "EU-27"
    done = import_database(write_zip(tmp_path / "a.zip", files.texts()), tmp_path, id="db")
    (told,) = [f for f in done.findings if f.code == "IM024"]
    assert (told.observed, told.params["count"], told.params["processes"]) == ("Narnia (1)", 1, 1)
    assert done.background.process(uuid(3)).location == "CN"
    assert done.background.process(uuid(4)).location == "EU"


def test_a_european_dataset_of_the_union_is_nearer_than_one_of_europe():
    among = (supply("EU", "EU-27"), supply("RER", "Europe"), supply("GLO", "GLO"))
    assert choose("FR", *among).providers == (("EU", 1.0),)
    assert choose("CH", *among).providers == (("RER", 1.0),)
    assert choose("cn", supply("CN", "CHN"), supply("GLO", "GLO")).providers == (("CN", 1.0),)
