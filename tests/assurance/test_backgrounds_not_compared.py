"""A background that nobody here can compare is never part of a plain "sound"."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from kit import background, project
from tampering import changed_json, members_of, remade, write

import pcf
from pcf.assurance.verification import Verification
from pcf.background import open_background
from pcf.commands import main
from pcf.location import data_root, laid_over

#: The grid that pcf ships emits about 0.6 kg/kWh; this one emits 0.3.
HALVED = {
    "elec_grid_cn": {"product": "electricity", "unit": "kWh", "emissions": {"co2_fossil": 0.3}},
    "unheard_of": {"product": "steel", "unit": "kg", "emissions": {"co2_fossil": 1.0}},
}  # fmt: skip
Sealer = Callable[[str], Path]


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plant") / "part"
    row = {"id": "E-1", "process": "make", "flow": "electricity", "amount": 2, "unit": "kWh",
           "supplier": "bg:elec_grid_cn", "source": "-"}  # fmt: skip
    project(
        folder,
        [{"id": "make", "product": "part", "amount": 1, "unit": "kg"}],
        demand={"make": (1, "kg")},
        tables={"exchanges": [row]},
    )
    return folder


@pytest.fixture(scope="module")
def halved(plant: Path, tmp_path_factory: pytest.TempPathFactory) -> Sealer:
    """Seals the part with a pcf whose background has another content under the id of ours."""
    made: dict[str, Path] = {}

    def seal(version: str) -> Path:
        if version not in made:
            root = tmp_path_factory.mktemp("elsewhere")
            for path in data_root("datasets").iterdir():
                if path.name != "background":
                    (root / path.name).symlink_to(path)
            tables = root / "background" / "pcf-open"
            background(tables, HALVED)
            head = tables / "manifest.toml"
            said = head.read_text().replace('"tiny"', '"pcf-open"', 1)
            head.write_text(said.replace('version = "1"', f'version = "{version}"'))
            with laid_over({"datasets": root}):
                sealed = pcf.Project.load(plant).seal()
            assert sealed.content is not None, [f.message("en") for f in sealed.findings]
            made[version] = sealed.write(root / "part.pcfz")
        return made[version]

    return seal


def same_version() -> str:
    return open_background("pcf-open").manifest.version


def errors(seen: Verification) -> list[str]:
    return [item.code for item in seen.findings if item.level == "error"]


def test_another_content_under_id_and_version_of_ours_is_a_mismatch(halved: Sealer) -> None:
    """2 kWh x 0.3 kg/kWh, all results fitting; only the hash of the background tells."""
    seen = pcf.Project.verify(halved(same_version()))
    assert seen.total[:2] == (0.6, 0.6)
    assert errors(seen) == ["SE080"]
    told = next(item for item in seen.findings if item.code == "SE080")
    own = open_background("pcf-open").sha256
    assert (told.node, told.expected) == ("pcf-open", own[:12])
    assert told.observed != told.expected
    assert seen.check("background").state == "mismatch"
    assert seen.verdict == "mismatch"


def test_a_made_up_hash_is_no_way_around(halved: Sealer, tmp_path: Path) -> None:
    def fake(data: dict) -> None:
        data["backgrounds"][0]["sha256"] = "f" * 64

    members = changed_json(members_of(halved(same_version())), "background/identity.json", fake)
    seen = pcf.Project.verify(write(tmp_path / "f.pcfz", remade(members)))
    assert "SE080" in errors(seen)


def test_the_verifier_may_accept_it_and_is_told_that_it_was_not_compared(
    halved: Sealer, capsys: pytest.CaptureFixture[str]
) -> None:
    path = halved(same_version())
    assert main(["verify", str(path), "--lang", "en"]) == 1
    assert "SE080" in capsys.readouterr().out
    words = ["verify", str(path), "--accept", "pcf-open", "--lang", "en"]
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert "sound, background not compared" in shown
    assert "SE075" in shown
    assert main([*words, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["data"]["verdict"] == "sound-background-not-compared"


def test_another_version_is_compared_as_far_as_its_datasets_are_known(halved: Sealer) -> None:
    """Of two datasets pcf ships one, whose score here is not 0.3; the other is unknown."""
    seen = pcf.Project.verify(halved("2031.01"))
    assert errors(seen) == []
    told = next(item for item in seen.findings if item.code == "SE081")
    assert told.level == "warning"
    assert (told.node, told.observed, told.expected) == ("pcf-open", "2031.01", same_version())
    said = told.message("en")
    assert re.search(r"1 of 2 datasets.*bg:pcf-open:elec_grid_cn/electricity", said), said
    # 0.3 kg CO2e/kWh there, 0.624 here: (0.624 - 0.3) / 0.624
    assert said.endswith("elec_grid_cn/electricity 0.3 / 0.624 kg CO2e (+51.9 %)"), said
    assert seen.check("background").state == "own-scores"
    assert seen.verdict == "sound-background-not-compared"


def test_a_background_of_an_unknown_name_points_at_deep(halved: Sealer, tmp_path: Path) -> None:
    """Renamed throughout: nobody here knows `pcf-0pen`."""
    members = {k: v if k == "manifest.json" else v.replace(b"pcf-open", b"pcf-0pen")
               for k, v in members_of(halved("2031.01")).items()}  # fmt: skip
    members = {k.replace("pcf-open", "pcf-0pen"): v for k, v in members.items()}
    seen = pcf.Project.verify(write(tmp_path / "r.pcfz", remade(members)))
    told = next(item for item in seen.findings if item.code == "SE082")
    assert told.level == "warning"
    assert "--deep" in told.help("en")
    assert seen.verdict != "sound"


@pytest.mark.parametrize("row", ["ghost", "elec_grid_cn,too,short"])
def test_an_inventory_has_rows_of_the_datasets_drawn_on_only(
    halved: Sealer, tmp_path: Path, row: str
) -> None:
    """The exchanges cannot be made again; whose they are, and their columns, can."""
    path = halved("2031.01")
    assert errors(pcf.Project.verify(path)) == []
    members, name = members_of(path), "background/inventories/pcf-open.default.csv"
    first = members[name].decode().splitlines()[1]
    more = first.replace("elec_grid_cn", row) if row == "ghost" else f"E,{row}"
    changed = {**members, name: members[name] + f"{more}\n".encode()}
    seen = pcf.Project.verify(write(tmp_path / "i.pcfz", remade(changed)))
    assert errors(seen) == ["SE064"]


def test_nothing_computed_is_another_verdict_than_sound(sealed: Path) -> None:
    assert pcf.Project.verify(sealed).verdict == "sound"
    assert pcf.Project.verify(sealed, recompute=False).verdict == "whole"


def test_deep_in_a_folder_without_a_database_does_not_claim_one(
    sealed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(sealed), "--deep", "-C", str(tmp_path), "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "your own database" not in shown
    assert "pcf-open: the same as embedded here" in shown
    seen = pcf.Project.verify(sealed, deep=tmp_path)
    assert seen.how == (("pcf-open", "embedded"),)
    assert [f.observed for f in seen.findings if f.code == "SE083"] == [tmp_path.name]
