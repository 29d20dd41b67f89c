"""A cache that a killed process left behind is whole or is made again; nothing asks for help."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import dying
import kit
import pytest

from pcf.background import open_background, store
from pcf.cache import keep, read_kept

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")

#: 1 kg of ware takes 2 kg of steel at 3 kg CO2 and emits 0.5 kg: 2 * 3 + 0.5 = 6.5.
DATASETS = {
    "steel": {"product": "steel", "unit": "kg", "emissions": {"co2_fossil": 3}},
    "ware": {"product": "ware", "unit": "kg", "inputs": {"steel": 2},
             "emissions": {"co2_fossil": 0.5}},
}  # fmt: skip


def score(folder: Path) -> float:
    made = open_background(folder=folder)
    column = [c.flow for c in made.columns].index("co2_fossil")
    return float(made.intensities[made.index("ware"), column])


def test_killed_while_a_background_is_compiled(tmp_path, monkeypatch):
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "cache"))
    tables = tmp_path / "tables"
    kit.background(tables, DATASETS)
    place = store.store_folder(open_background(folder=tables).sha256, "default")
    shutil.rmtree(place)

    def work() -> None:
        assert score(tables) == 6.5

    count = dying.steps(work)
    assert count > 10
    for moment in range(1, count + 1):
        shutil.rmtree(place, ignore_errors=True)
        dying.killed(work, moment)
        if place.exists():  # what stands under its name is whole
            store.load(place)
            store.load_details(place)
        assert score(tables) == 6.5
        assert place.exists()
    assert [p.name for p in place.parent.iterdir()] == [place.name]


def test_killed_while_a_memo_is_kept(tmp_path):
    path = tmp_path / "memo" / "a.json"
    old, new = {"a": "old" * 1000}, {"a": "new" * 1000}
    assert keep(path, old)
    count = dying.steps(lambda: keep(path, new))
    for moment in range(1, count + 1):
        keep(path, old)
        dying.killed(lambda: keep(path, new), moment)
        assert read_kept(path) in (old, new)


@pytest.mark.parametrize("damage", [b"", b"x", b"{}", b"\xff\xfe\n{}"])
def test_a_damaged_memo_is_not_believed(tmp_path, damage):
    path = tmp_path / "a.json"
    keep(path, {"a": 1})
    whole = path.read_bytes()
    for content in (damage, whole[:-1], whole + b" ", damage + whole):
        path.write_bytes(content)
        assert read_kept(path) is None or content == whole
