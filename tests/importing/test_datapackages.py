"""Datapackages of Brightway: matrices become a background; what was exported comes back."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from ilcd_kit import chain, project, uuid, write_zip
from linked_kit import intensity

from pcf.errors import PcfError
from pcf.importing.database import import_database
from pcf.importing.settings import ImportSettings
from pcf.importing.writers import export_database

#: Power emits 0.5 kg/kWh; 2 kg of steel take 4 kWh and emit 1 kg: (2 + 1) / 2 = 1.5 kg/kg.
NAMES = """id,name,unit,location,categories
1,power,kilowatt hour,CN,
2,steel,kilogram,CN,
9,"Carbon dioxide, fossil",kilogram,,air
"""


def npy(values, kind=None):
    out = io.BytesIO()
    np.save(out, np.array(values, dtype=kind), allow_pickle=False)
    return out.getvalue()


def group(matrix, name, entries, *, flip=()):
    """Resources and files of a group of entries (row, column, value)."""
    pairs = [(row, col) for row, col, _ in entries]
    files = {
        f"{name}.indices.npy": npy(pairs, [("row", np.int64), ("col", np.int64)]),
        f"{name}.data.npy": npy([value for *_, value in entries]),
    }
    if flip:
        files[f"{name}.flip.npy"] = npy(flip, bool)
    resources = [
        {"path": path, "kind": path.split(".")[1], "matrix": matrix, "group": name,
         "category": "vector"}
        for path in files
    ]  # fmt: skip
    return resources, files


def package(*groups, names=NAMES, **head):
    resources = [r for listed, _ in groups for r in listed]
    files = {path: data for _, listed in groups for path, data in listed.items()}
    if names:
        resources.append({"path": "names.csv", "type": "csv"})
        files["names.csv"] = names.encode()
    files["datapackage.json"] = json.dumps({"resources": resources, **head}).encode()
    return files


TECHNOSPHERE = group(
    "technosphere_matrix", "t", [(1, 1, 1.0), (2, 2, 2.0), (1, 2, 4.0)], flip=(False, False, True)
)
BIOSPHERE = group("biosphere_matrix", "b", [(9, 1, 0.5), (9, 2, 1.0)])


def take(tmp_path, files, **settings):
    path = write_zip(tmp_path / "a.zip", files)
    return import_database(path, tmp_path, ImportSettings(**settings), id="db")


def test_matrices_become_a_background(tmp_path):
    done = take(tmp_path, package(TECHNOSPHERE, BIOSPHERE))
    assert done.format == "datapackage"
    assert intensity(done, "1") == pytest.approx(0.5)
    assert intensity(done, "2") == pytest.approx(1.5)
    assert done.links == {"stated": 1}
    assert done.conservation.count("file").taken == 7


def test_signs_may_stand_in_the_numbers(tmp_path):
    signed = group("technosphere_matrix", "t", [(1, 1, 1.0), (2, 2, 2.0), (1, 2, -4.0)])
    assert intensity(take(tmp_path, package(signed, BIOSPHERE)), "2") == pytest.approx(1.5)


@pytest.mark.parametrize(("head", "expected"), [({}, 2.5), ({"sum_inter_duplicates": True}, 3.0)])
def test_later_groups_replace_or_add_up_as_the_package_says(tmp_path, head, expected):
    more = group("biosphere_matrix", "c", [(9, 2, 3.0)])
    done = take(tmp_path, package(TECHNOSPHERE, BIOSPHERE, more, **head))
    # (2 + 3) / 2, or (2 + 1 + 3) / 2
    assert intensity(done, "2") == pytest.approx(expected)


def test_entries_of_one_group_add_up(tmp_path):
    twice = group("biosphere_matrix", "b", [(9, 1, 0.2), (9, 1, 0.3), (9, 2, 1.0)])
    assert intensity(take(tmp_path, package(TECHNOSPHERE, twice)), "1") == pytest.approx(0.5)


def test_without_names_nothing_can_be_recognised_and_that_is_told(tmp_path):
    done = take(tmp_path, package(TECHNOSPHERE, BIOSPHERE, names=""))
    (one,) = [f for f in done.findings if f.code == "IM060"]
    assert one.observed == "3"
    assert done.conservation.reasons()["process", "reference-unit-unknown"] == 2


def test_an_activity_without_an_output_is_held_back(tmp_path):
    only = group("biosphere_matrix", "b", [(9, 1, 0.5), (9, 3, 1.0)])
    done = take(tmp_path, package(TECHNOSPHERE, only), missing_unit="kg")
    assert done.conservation.reasons()["process", "reference-zero"] == 1


def test_a_negative_diagonal_is_a_treatment(tmp_path):
    entries = [(1, 1, -1.0), (2, 2, 2.0), (1, 2, -4.0)]
    done = take(tmp_path, package(group("technosphere_matrix", "t", entries), BIOSPHERE))
    # steel "takes in" -4 of a treatment whose output is -1: it treats 4, each 0.5 kg
    assert done.background.process("1").product.endswith("-in")


@pytest.mark.parametrize(
    "change",
    [
        {"t.data.npy": b"no array"},
        {"t.data.npy": npy([1.0])},
        {"t.indices.npy": npy([1, 2, 3])},
        {"t.data.npy": b"\x93NUMPY\x01\x00"},
        {"datapackage.json": b"{"},
    ],
)
def test_broken_arrays_refuse_the_package(tmp_path, change):
    with pytest.raises(PcfError) as caught:
        import_database(
            write_zip(tmp_path / "a.zip", package(TECHNOSPHERE, BIOSPHERE) | change),
            tmp_path, format="datapackage", id="db",
        )  # fmt: skip
    assert {f.code for f in caught.value.findings} <= {"IM003", "IM006"}


def test_pickles_are_never_opened(tmp_path):
    out = io.BytesIO()
    np.save(out, np.array([object()], dtype=object), allow_pickle=True)
    files = package(TECHNOSPHERE, BIOSPHERE) | {"t.data.npy": out.getvalue()}
    with pytest.raises(PcfError) as caught:
        take(tmp_path, files)
    assert [f.code for f in caught.value.findings] == ["IM006"]


def test_an_array_that_the_head_names_and_that_is_not_there_refuses_the_package(tmp_path):
    files = package(TECHNOSPHERE, BIOSPHERE)
    del files["t.flip.npy"]
    with pytest.raises(PcfError) as caught:
        take(tmp_path, files)
    assert caught.value.findings[0].location.file == "t.flip.npy"


@pytest.mark.parametrize("folder", [False, True])
def test_what_was_exported_comes_back_with_its_scores(tmp_path, folder):
    home = project(tmp_path / "p")
    first = import_database(write_zip(tmp_path / "a.zip", chain().texts()), home, id="db")
    export_database(home, "db", "brightway", tmp_path / "out.zip")
    path = tmp_path / "out.zip"
    if folder:
        import zipfile

        with zipfile.ZipFile(path) as packed:
            packed.extractall(tmp_path / "out")
        path = tmp_path / "out"
    again = import_database(path, home, id="again")
    assert again.format == "datapackage"
    by_name = {p.name_en: p.id for p in again.background.processes()}
    for number, name in ((1, "power"), (2, "truck"), (3, "slag treatment"), (4, "steel")):
        own = intensity(first, uuid(number))
        assert intensity(again, by_name[name]) == pytest.approx(own, rel=1e-12)
