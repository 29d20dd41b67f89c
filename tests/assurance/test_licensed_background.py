"""A database that may not be handed on: identities and scores go into the bundle, nothing else."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from kit import background, project
from tampering import changed_json, codes, edited, members_of, remade, write

import pcf
from pcf.errors import PcfError

#: kg CO2 per kg: steel 1.5 + 0.4 x power 0.6 = 1.74; the secret dataset is drawn on by nobody.
DATASETS = {
    "power": {"product": "power", "unit": "kWh", "emissions": {"co2_fossil": 0.6}},
    "steel": {"product": "steel", "unit": "kg", "inputs": {"power": 0.4},
              "emissions": {"co2_fossil": 1.5}},
    "secret": {"product": "unobtainium", "unit": "kg", "emissions": {"co2_fossil": 7.0}},
}  # fmt: skip


@pytest.fixture(scope="module")
def licensed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("licensed") / "part"
    project(
        folder,
        [{"id": "make", "product": "part", "amount": 1, "unit": "kg"}],
        demand={"make": (1, "kg")},
        tables={
            "exchanges": [
                {"id": "E-1", "process": "make", "flow": "steel", "amount": 2, "unit": "kg",
                 "supplier": "bg:steel", "source": "-"},
            ],
        },
    )  # fmt: skip
    tables = folder / "backgrounds" / "tiny"
    background(tables, DATASETS)
    with (tables / "manifest.toml").open("a") as stream:
        stream.write('imported = true\nredistributable = "no"\n')
    _described(tables / "processes.csv")
    settings = folder / "pcf.toml"
    settings.write_text(settings.read_text().replace('id = "pcf-open"', 'id = "tiny"'))
    return folder


def _described(table: Path) -> None:
    """Give every dataset the texts that its publisher sells."""
    with table.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    texts = {"technology": "arc furnace as sold", "comment": "sampled by the publisher"}
    with table.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, [*{**rows[0], **texts}], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, **texts} for row in rows)


@pytest.fixture(scope="module")
def bundle(licensed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = pcf.Project.load(licensed).seal()
    assert made.content is not None, [f.message("en") for f in made.findings]
    return made.write(tmp_path_factory.mktemp("out") / "part.pcfz")


def test_only_datasets_drawn_on_are_in_the_bundle(bundle: Path) -> None:
    members = members_of(bundle)
    rows = list(csv.DictReader(io.StringIO(members["background/scores.csv"].decode())))
    # 1.5 kg of its own and 0.4 kWh x 0.6 kg/kWh of the power it takes = 1.74 kg
    assert [(r["process"], r["co2_fossil/fossil"]) for r in rows] == [("steel", "1.74")]
    assert not [name for name in members if name.startswith("background/inventories/")]
    assert not any(b"secret" in c or b"unobtainium" in c for c in members.values())
    assert not any(b"power" in content for name, content in members.items()
                   if name.startswith("background/"))  # fmt: skip


def test_texts_of_the_database_stay_with_it(bundle: Path) -> None:
    members = members_of(bundle)
    assert not any(b"as sold" in c or b"the publisher" in c for c in members.values())
    identity = json.loads(members["background/identity.json"])["backgrounds"][0]
    assert (identity["licence"], identity["inventories"]) == ("none", False)


def test_it_is_computed_again_without_the_database(bundle: Path) -> None:
    seen = pcf.Project.verify(bundle)
    assert seen.how == (("tiny", "scores"),)
    assert seen.is_sound, [item.message("en") for item in seen.findings]
    assert seen.verdict == "sound-background-not-compared"
    assert seen.total[:2] == (3.48, 3.48)  # 2 kg x 1.74 kg/kg


def test_deep_solves_it_with_the_database_of_the_verifier(bundle: Path, licensed: Path) -> None:
    seen = pcf.Project.verify(bundle, deep=licensed)
    assert seen.how == (("tiny", "own"),)
    assert seen.check("background").count == 1
    assert seen.verdict == "sound"


def test_deep_without_the_database_says_so(bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(PcfError) as caught:
        pcf.Project.verify(bundle, deep=tmp_path)
    assert caught.value.findings[0].code == "DS001"


def test_deep_with_another_content_of_the_database_says_so(
    bundle: Path, licensed: Path, tmp_path: Path
) -> None:
    other = shutil.copytree(licensed, tmp_path / "other")
    table = other / "backgrounds" / "tiny" / "exchanges.csv"
    table.write_text(table.read_text().replace("1.5", "1.4"))
    with pytest.raises(PcfError) as caught:
        pcf.Project.verify(bundle, deep=other)
    assert caught.value.findings[0].code == "SE044"


def test_a_lowered_score_passes_without_the_database_and_not_with_it(
    bundle: Path, licensed: Path, tmp_path: Path
) -> None:
    """Whoever seals anew with lower scores and results can only be caught by --deep or the key."""
    changed = edited(members_of(bundle), "background/scores.csv", "1.74", "1.70")
    path = write(tmp_path / "low.pcfz", remade(changed))
    assert "SE030" in codes(path)  # the results are still those of the true score
    found = codes(path, deep=licensed)
    assert "SE035" in found


@pytest.mark.parametrize(
    ("member", "old", "new"),
    [
        ("background/flows.csv", "steel,steel,steel", "steel,green steel,green steel"),
        ("background/sources.csv", "test", "audited"),
        ("background/scores.csv", "steel,steel,1,steel,steel", "steel,steel,1,green steel,steel"),
        ("background/identity.json", '"licence": "none"', '"licence": "free for all"'),
        ("background/identity.json", '"name_en": "tiny"', '"name_en": "tiny, audited"'),
    ],
)
def test_deep_finds_changed_words_of_the_database(
    bundle: Path, licensed: Path, tmp_path: Path, member: str, old: str, new: str
) -> None:
    """Names of flows, sources and datasets: without the database nobody can tell."""
    path = write(tmp_path / "w.pcfz", remade(edited(members_of(bundle), member, old, new)))
    assert pcf.Project.verify(path).verdict != "sound"
    found = pcf.Project.verify(path, deep=licensed).findings
    told = [item for item in found if item.level == "error"]
    assert told, member
    assert all(str(item.location).startswith(f"w.pcfz!{member}") for item in told), told


@pytest.fixture(scope="module")
def open_ended(licensed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, beside the embedded background; nobody in the database supplies the power."""
    folder = shutil.copytree(licensed, tmp_path_factory.mktemp("open") / "part")
    table = folder / "backgrounds" / "tiny" / "exchanges.csv"
    with table.open(newline="") as stream:
        head, *rows = csv.reader(stream)
    provider = head.index("provider")
    for row in rows:
        row[provider] = ""
    with table.open("w", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([head, *rows])
    settings = folder / "pcf.toml"
    also = '[background]\nid = "pcf-open"\nallocation = "default"\n[[background.also]]\n'
    settings.write_text(settings.read_text().replace("[background]\n", also))
    bom = folder / "model" / "exchanges.csv"
    bom.write_text(bom.read_text().replace("bg:steel", "bg:tiny:steel"))
    return folder


def test_open_ends_stay_told_though_scores_cannot_find_them_again(
    open_ended: Path, tmp_path: Path
) -> None:
    """What the database leaves open is sealed; without the database it is not made again."""
    made = pcf.Project.load(open_ended).seal()
    path = made.write(tmp_path / "open.pcfz")
    told = members_of(path)["findings.json"].decode()
    assert '"IM0' in told
    seen = pcf.Project.verify(path)
    assert dict(seen.how) == {"pcf-open": "embedded", "tiny": "scores"}
    assert seen.is_sound, [item.message("en") for item in seen.findings]
    assert seen.total[:2] == (3.0, 3.0)  # 2 kg x 1.5 kg/kg: the power is an open end
    deep = pcf.Project.verify(path, deep=open_ended)
    assert dict(deep.how) == {"pcf-open": "embedded", "tiny": "own"}
    assert deep.is_sound, [item.message("en") for item in deep.findings]


def test_a_long_text_of_a_dataset_is_cut_and_sealed(licensed: Path, tmp_path: Path) -> None:
    """A database may say more of a dataset than a bundle reads."""
    folder = shutil.copytree(licensed, tmp_path / "part")
    manifest = folder / "backgrounds" / "tiny" / "manifest.toml"
    manifest.write_text(
        manifest.read_text().replace('redistributable = "no"', 'redistributable = "yes"')
    )
    table = folder / "backgrounds" / "tiny" / "processes.csv"
    table.write_text(table.read_text().replace("arc furnace as sold", "x" * 30_000))
    made = pcf.Project.load(folder).seal()
    assert made.content is not None, [item.message("en") for item in made.findings]
    path = made.write(tmp_path / "long.pcfz")
    assert f",{'x' * 19_999}…," in members_of(path)["background/scores.csv"].decode()
    assert pcf.Project.verify(path).is_sound


def test_findings_stated_of_two_backgrounds_are_read_one_by_one(
    open_ended: Path, tmp_path: Path
) -> None:
    """Somebody writes findings into the identities; the verdict comes, and it is no fault of pcf"""
    members = members_of(pcf.Project.load(open_ended).seal().write(tmp_path / "open.pcfz"))
    told = {"code": "DS035", "at": None, "node": None, "observed": "x", "expected": None,
            "suggestion": None, "params": {}}  # fmt: skip

    def tell(data: dict[str, list[dict[str, list[object]]]]) -> None:
        for one in data["backgrounds"]:
            one["findings"] += [told]

    changed = changed_json(members, "background/identity.json", tell)
    seen = pcf.Project.verify(write(tmp_path / "told.pcfz", remade(changed)))
    assert {"SE039", "DS035"} <= {f.code for f in seen.findings if f.level == "error"}


def test_a_bundle_that_its_scores_do_not_bear_out_is_not_made(
    licensed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealing ends with a verification from the bundle alone; here a score is written wrongly."""
    import pcf.assurance.scores as scores

    monkeypatch.setattr(scores, "_number", lambda value: f"{value * 1.01:.12g}")
    made = pcf.Project.load(licensed).seal()
    assert made.content is None
    assert made.findings[0].code == "SE066"
    assert {"SE030", "SE064"} <= {item.code for item in made.findings}


def test_nothing_was_compared_with_the_database_and_that_is_said(bundle: Path) -> None:
    seen = pcf.Project.verify(bundle)
    assert seen.check("background").state == "own-scores"
    assert "SE063" in {item.code for item in seen.findings}  # it declares no target


@pytest.mark.parametrize(
    ("member", "old", "new"),
    [
        ("background/scores.csv", "1.74", "1.740"),
        ("background/scores.csv", "tiny,default,steel", "tiny,default,steel,x"),
        ("background/flows.csv", "\n", "\ntiny,default,ghost,,,,,,,,\n"),
        ("background/identity.json", '"datasets": 1', '"datasets": 1,\n   "origin": "audited"'),
        ("background/identity.json", '"tiny"', '"tiny "'),
    ],
)
def test_tables_of_scores_that_nobody_can_check_have_one_form(
    bundle: Path, tmp_path: Path, member: str, old: str, new: str
) -> None:
    path = write(tmp_path / "t.pcfz", remade(edited(members_of(bundle), member, old, new)))
    assert codes(path) & {"SE064", "SE068", "SE014", "SE015"}


def test_the_number_of_datasets_stated_is_the_number_there(bundle: Path, tmp_path: Path) -> None:
    made = edited(members_of(bundle), "background/identity.json", '"datasets": 1', '"datasets": 2')
    assert codes(write(tmp_path / "d.pcfz", remade(made))) == {"SE014"}


def test_a_member_that_the_identities_do_not_imply_is_found(bundle: Path, tmp_path: Path) -> None:
    name = "background/inventories/tiny.default.csv"
    path = write(tmp_path / "t.pcfz", remade({**members_of(bundle), name: b"x"}))
    assert codes(path) == {"SE048"}
