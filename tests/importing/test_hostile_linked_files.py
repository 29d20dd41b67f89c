"""Broken and hostile openLCA and ecoSpold files are held back or refused, and nothing is lost."""

from __future__ import annotations

import contextlib
import json

import pytest
from ecospold_kit import chain1, chain2, files2, xml1, xml2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ilcd_kit import write_zip
from linked_kit import imported, intensity
from olca_kit import POWER, chain, texts

from pcf.errors import PcfError
from pcf.importing.database import import_database

ENTITY = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa">]><ecoSpold>&a;</ecoSpold>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><ecoSpold>&x;</ecoSpold>'
DEEP_JSON = '{"@type":"Process","@id":"z","exchanges":' + "[" * 400 + "]" * 400 + "}"
DEEP_XML = '<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold01">' + "<a>" * 400 + "</a>" * 400


def packages():
    return {
        "openlca": texts(chain()),
        "ecospold1": {f"{s.number}.xml": xml1([s]) for s in chain1()},
        "ecospold2": files2(chain2()),
    }


@pytest.mark.parametrize(
    ("form", "name", "bad"),
    [
        ("openlca", "processes/zz.json", '{"@type": "Process", "@id": "z", "exch'),
        ("openlca", "processes/zz.json", DEEP_JSON),
        ("openlca", "processes/zz.json", b'{"@type": "Process", "name": "\xff\xfe"}'),
        ("openlca", "processes/zz.json", '{"@type": "Process", "@id": "\\ud800"}'),
        ("openlca", "processes/zz.json", "[1, 2]"),
        ("openlca", "processes/zz.json", ""),
        ("ecospold1", "zz.xml", xml1(chain1())[:-30]),
        ("ecospold1", "zz.xml", ENTITY),
        ("ecospold1", "zz.xml", OUTSIDE),
        ("ecospold1", "zz.xml", DEEP_XML),
        ("ecospold1", "zz.xml", b'<?xml version="1.0" encoding="no-such"?><ecoSpold/>'),
        ("ecospold1", "zz.xml", b'<?xml version="1.0" encoding="utf-8"?><ecoSpold>\xff</ecoSpold>'),
        ("ecospold2", "zz.spold", xml2(chain2()[0])[:-30]),
        ("ecospold2", "zz.spold", ENTITY),
        ("ecospold2", "zz.spold", OUTSIDE),
        ("ecospold2", "zz.spold", DEEP_XML),
        ("ecospold2", "zz.spold", ""),
    ],
)
def test_a_bad_file_is_held_back_and_the_rest_counts(tmp_path, form, name, bad):
    done = imported(tmp_path, packages()[form] | {name: bad})
    assert done.format == form
    steel = next(p.id for p in done.background.processes() if p.name_en.startswith("steel"))
    assert intensity(done, steel) == pytest.approx(2.0, rel=1e-12)
    assert done.conservation.reasons() == {("file", "unreadable"): 1}
    (told,) = [f for f in done.findings if f.code == "IM006"]
    assert told.location.file == name


@pytest.mark.parametrize("form", ["openlca", "ecospold1", "ecospold2"])
def test_what_came_in_is_taken_or_held(tmp_path, form):
    done = imported(tmp_path, packages()[form])
    for count in done.conservation.counts:
        assert count.came_in == count.taken + count.held
    assert done.conservation.count("process").came_in == 4
    assert done.conservation.count("exchange").came_in == 11


def test_categories_that_run_in_a_circle_end(tmp_path):
    files = chain()
    for one, other in (("c1", "c2"), ("c2", "c1")):
        files[f"categories/{one}.json"] = {"@type": "Category", "@id": one, "name": one,
                                           "category": {"@id": other}}  # fmt: skip
    files["flows/power.json"]["category"] = {"@id": "c1", "name": "c1"}
    done = imported(tmp_path, texts(files))
    assert done.background.flow(POWER).category == "c2/c1"


def test_a_process_that_supplies_itself_without_end_is_named(tmp_path):
    acts = chain2()
    acts[0].rows.append(type(acts[0].rows[0])("f-power", "kWh", "1.5", "i5", "power"))
    done = imported(tmp_path, files2(acts))
    (told,) = [f for f in done.findings if f.code == "IM010"]
    assert told.node == "power_f-power"
    assert done.conservation.reasons()["process", "loop-not-productive"] == 1


def test_ids_that_are_no_file_names(tmp_path):
    files = chain()
    rows = files["processes/steel.json"]["exchanges"]
    files["processes/steel.json"]["@id"] = "../../etc/a.b"
    files["processes/power.json"]["@id"] = "../power.b"
    rows[1]["defaultProvider"] = {"@id": "../power.b"}
    rows[1]["flow"]["@id"] = files["flows/power.json"]["@id"] = "a/../b\n;c"
    for one in ("power", "treatment"):
        for row in files[f"processes/{one}.json"]["exchanges"]:
            if row["flow"]["@id"] == POWER:
                row["flow"]["@id"] = "a/../b\n;c"
    done = imported(tmp_path, texts(files))
    (steel,) = [p.id for p in done.background.processes() if p.name_en.startswith("steel")]
    assert steel.startswith("etc-a-b-")
    assert done.links["stated"] == 1
    assert intensity(done, steel) == pytest.approx(2.0, rel=1e-12)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["backgrounds", "package.zip"]


def test_activities_whose_ids_are_no_identifiers(tmp_path):
    acts = chain2()
    acts[0].id = "po_w/er 1"
    for row in (acts[2].rows[1], acts[3].rows[1]):
        row.link = "po_w/er 1"
    acts[3].rows[2].flow = acts[1].rows[0].flow = "t/ruck_1"
    done = imported(tmp_path, files2(acts))
    assert intensity(done, "steel_f-steel") == pytest.approx(2.0, rel=1e-12)
    assert done.links == {"stated": 4}


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner,
                                                               max_size=3),
    max_leaves=6,
)  # fmt: skip
FORGIVING = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def paths_in(tree, above=()):
    yield above
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(
        tree, list) else ()  # fmt: skip
    for key, part in parts:
        yield from paths_in(part, (*above, key))


@FORGIVING
@given(data=st.data())
def test_any_value_at_any_place_of_a_package(tmp_path, data):
    files = chain()
    name = data.draw(st.sampled_from(sorted(files)))
    path = data.draw(st.sampled_from(sorted(paths_in(files[name]), key=str)))
    value = data.draw(JSON)
    if path:
        holder = files[name]
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = value
    else:
        files[name] = value
    written = {n: json.dumps(c) for n, c in files.items()}
    path = write_zip(tmp_path / "fuzz.zip", written)
    with contextlib.suppress(PcfError):
        done = import_database(path, tmp_path, id="fuzz")
        assert all(c.came_in == c.taken + c.held for c in done.conservation.counts)


@FORGIVING
@given(data=st.data(), form=st.sampled_from(["ecospold1", "ecospold2"]))
def test_any_damage_to_a_file(tmp_path, data, form):
    files = {n: t if isinstance(t, bytes) else t.encode() for n, t in packages()[form].items()}
    name = data.draw(st.sampled_from(sorted(files)))
    text = files[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    put = data.draw(st.sampled_from([b"", b"NaN", b"-1e999", b"0", b'"', b"<a/>", b"\xff", b"999"]))
    files[name] = text[:start] + put + text[end:]
    with contextlib.suppress(PcfError):
        done = import_database(write_zip(tmp_path / "fuzz.zip", files), tmp_path, id="fuzz")
        assert all(c.came_in == c.taken + c.held for c in done.conservation.counts)
