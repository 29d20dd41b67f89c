"""The compiled form on disk: equal bit for bit, rebuilt when damaged, never in the way."""

import subprocess
import sys

import numpy as np
import pytest

from pcf.background import open_background, store
from pcf.background.compile import compile_folder
from pcf.background.tables import digest
from pcf.errors import PcfError

X = "energy/exchanges.csv"
ATTRIBUTES = ("id", "version", "sha256", "allocation", "columns", "products", "findings")


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    place = tmp_path / "cache"
    monkeypatch.setenv("PCF_CACHE_DIR", str(place))
    return place


@pytest.fixture
def with_heat(mini):
    mini.change("energy/processes.csv", "unit,energy,none", "unit,energy,energy")
    return mini.add(X, "p5,power_plant,coproduct,heat,2,MJ,,,1,0.02,,published,PAPER")


def same(one, other):
    for name in ATTRIBUTES:
        assert getattr(one, name) == getattr(other, name), name
    assert one.intensities.tobytes() == np.ascontiguousarray(other.intensities).tobytes()
    assert one.processes() == other.processes()
    assert one.flows() == other.flows()
    assert one.sources() == other.sources()
    for process in one.processes():
        assert one.exchanges(process.id) == other.exchanges(process.id)
    for ours, theirs in zip(one.matrices(), other.matrices(), strict=True):
        assert ours.shape == theirs.shape
        assert (ours != theirs).nnz == 0
    for process, flow in one.products:
        assert one.share(process, flow) == other.share(process, flow)


def built_here(cache):
    return sorted(p.name for p in (cache / "backgrounds").iterdir())


def test_second_opening_equals_the_first_bit_for_bit(with_heat, cache):
    first = open_background(folder=with_heat.folder, allocation="mass")
    second = open_background(folder=with_heat.folder, allocation="mass")
    assert isinstance(second.intensities, np.memmap)
    assert len(second.findings) == 1
    same(first, second)
    assert len(built_here(cache)) == 1


def test_shipped_background_round_trip(cache):
    same(open_background(), open_background())


def test_intensities_cannot_be_written(mini):
    for _ in range(2):
        background = open_background(folder=mini.folder)
        with pytest.raises(ValueError, match="read-only"):
            background.intensities[0, 0] = 1.0


@pytest.mark.parametrize(
    "name",
    [
        "seal.json",
        "head.json",
        "intensities.npy",
        "products.json",
        "processes.json",
        "rows-codes.npy",
        "rows-names.npy",
        "biosphere.npy",
    ],
)
@pytest.mark.parametrize("harm", ["missing", "cut", "altered"])
def test_a_damaged_cache_is_built_again(mini, cache, name, harm):
    whole = open_background(folder=mini.folder)
    path = cache / "backgrounds" / built_here(cache)[0] / name
    content = path.read_bytes()
    if harm == "missing":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        path.write_bytes(content[:-3] + bytes([content[-3] ^ 1]) + content[-2:])
    same(whole, open_background(folder=mini.folder))
    again = open_background(folder=mini.folder)
    same(whole, again)
    assert isinstance(again.intensities, np.memmap)


def test_line_ends_do_not_make_another_background(mini, cache):
    one = open_background(folder=mini.folder)
    for path in mini.folder.rglob("*.csv"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    other = open_background(folder=mini.folder)
    assert one.sha256 == other.sha256
    assert len(built_here(cache)) == 1


def test_a_changed_figure_makes_another_background(mini, cache):
    one = open_background(folder=mini.folder)
    mini.change(X, "co2_fossil,0.9", "co2_fossil,0.91")
    other = open_background(folder=mini.folder)
    assert one.sha256 != other.sha256
    assert other.intensities[1, 1] > one.intensities[1, 1]
    assert len(built_here(cache)) == 2


def test_each_allocation_has_its_own_folder(with_heat, cache):
    for allocation in ("default", "economic"):
        open_background(folder=with_heat.folder, allocation=allocation)
    assert [name.rpartition("-")[2] for name in built_here(cache)] == ["default", "economic"]


def test_without_a_place_to_write_all_is_computed_in_memory(mini, cache):
    cache.write_text("a file where the folder should be", encoding="utf-8")
    background = open_background(folder=mini.folder)
    assert background.exchanges("coal_mine")[0].flow == "coal"
    assert cache.is_file()


def test_no_half_folders_stay_behind(mini, cache):
    compiled = compile_folder(mini.folder, "default")
    place = store.store_folder(digest(mini.folder), "default")
    assert store.save(compiled, place)
    assert store.save(compiled, place)
    assert built_here(cache) == [place.name]


def test_tables_changed_after_opening_are_told(mini, cache):
    open_background(folder=mini.folder)
    background = open_background(folder=mini.folder)
    folder = cache / "backgrounds" / built_here(cache)[0]
    (folder / "rows-codes.npy").unlink()
    mini.change(X, "co2_fossil,0.9", "co2_fossil,0.91")
    with pytest.raises(PcfError) as caught:
        background.exchanges("coal_mine")
    assert [f.code for f in caught.value.findings] == ["DS036"]


def test_many_openers_at_once(mini, cache):
    code = (
        "import sys, pathlib; from pcf.background import open_background; "
        "b = open_background(folder=pathlib.Path(sys.argv[1])); "
        "print(b.intensities.tobytes().hex(), b.exchanges('coal_mine')[1].amount)"
    )
    command = [sys.executable, "-c", code, str(mini.folder)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    answers = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(answers) == 1
    assert len(built_here(cache)) == 1


def test_opening_a_compiled_background_loads_nothing_heavy(mini):
    open_background(folder=mini.folder)
    code = (
        "import sys, pathlib; from pcf.background import open_background; "
        "open_background(folder=pathlib.Path(sys.argv[1])); "
        "print([m for m in ('scipy', 'pandas', 'networkx', 'pint') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(mini.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_equal_units_need_no_unit_library(mini):
    code = (
        "import sys, pathlib; from pcf.background.compile import compile_folder; "
        "compile_folder(pathlib.Path(sys.argv[1]), 'default'); print('pint' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(mini.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
