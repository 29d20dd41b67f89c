"""Every kind of side against every other: project, case, revision, bundle, result."""

from __future__ import annotations

import json
import shutil
from itertools import product
from math import fsum
from pathlib import Path

import pytest
from compare_kit import git, rewrite

from pcf.api import Project
from pcf.assurance.comparing.comparison import Comparison
from pcf.assurance.comparing.verbs import CompareVerbs
from pcf.commands import main

CASES = ("base", "scenario:hydro-power", "target:gbt24067")


@pytest.fixture(scope="module")
def here(bottle_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bottle in a repository, with a bundle and a result of what was committed.

    Since then a kilogram of aluminium has become 1.1.
    """
    folder = Path(shutil.copytree(bottle_project, tmp_path_factory.mktemp("kinds") / "bottle"))
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    project = Project.load(folder)
    project.seal().write(folder.parent / "old.pcfz")
    body = {"schema": "pcf/calc/1", "data": project.calculate().to_dict()}
    (folder.parent / "old.json").write_text(json.dumps(body), encoding="utf-8")
    rewrite(
        folder / "model" / "bom.csv", lambda rows: [_more(row, n) for n, row in enumerate(rows)]
    )
    return folder


def _more(row: list[str], number: int) -> list[str]:
    if number:
        return row
    place = next(n for n, cell in enumerate(row) if _is_number(cell))
    return [*row[:place], repr(float(row[place]) * 1.1), *row[place + 1 :]]


def _is_number(cell: str) -> bool:
    try:
        return float(cell) > 0
    except ValueError:
        return False


def words(folder: Path) -> dict[str, str]:
    return {
        "project": str(folder), "base": CASES[0], "scenario": CASES[1], "target": CASES[2],
        "revision": "git:HEAD", "case of a revision": f"git:HEAD#{CASES[2]}",
        "bundle": str(folder.parent / "old.pcfz"),
        "case of a bundle": f"{folder.parent / 'old.pcfz'}#{CASES[1]}",
        "result": str(folder.parent / "old.json"),
    }  # fmt: skip


KINDS = tuple(words(Path("x")))


@pytest.fixture(scope="module")
def compared(here: Path):
    """Compare two kinds; every pair is computed once."""
    known: dict[tuple[str, str], Comparison] = {}

    def made(a: str, b: str) -> Comparison:
        if (a, b) not in known:
            known[a, b] = Project.compare_words(words(here)[a], words(here)[b], here)
        return known[a, b]

    return made


@pytest.mark.parametrize(("a", "b"), list(product(KINDS, KINDS)))
def test_any_two_can_be_compared_and_the_parts_add_up(a: str, b: str, compared) -> None:
    found = compared(a, b)
    every = [part for step in found.steps for part in (step.delta, step.rest)]
    assert fsum(every) == found.delta == found.total_b - found.total_a
    assert found.is_empty == (a == b or not (found.delta or found.inputs or found.obstacles))
    if a == b:
        assert found.is_empty
        assert not found.differs(0.0)


@pytest.mark.parametrize("a", ["revision", "bundle", "result"])
@pytest.mark.parametrize("b", ["project", "base"])
def test_the_changed_row_is_named_with_its_place(a: str, b: str, compared) -> None:
    found = compared(a, b)
    moved = {"+".join(s.causes): s.delta for s in found.steps if s.delta}
    assert set(moved) == {"activity"}
    [change] = [c for c in found.inputs if c.cause == "activity"]
    assert change.address.startswith("bom.")
    assert change.place_b is not None
    assert (change.place_b.file, change.place_b.line) == ("model/bom.csv", 2)
    assert float(change.after or 0) == pytest.approx(1.1 * float(change.before or 0))


def test_what_was_sealed_is_what_was_committed(compared) -> None:
    assert compared("revision", "bundle").is_empty
    assert not compared("result", "revision").differs(0.0)


def test_a_changed_bundle_is_refused(here: Path, tmp_path: Path, capsys) -> None:
    broken = tmp_path / "broken.pcfz"
    content = bytearray((here.parent / "old.pcfz").read_bytes())
    content[len(content) // 2] ^= 1
    broken.write_bytes(bytes(content))
    assert main(["compare", str(broken), ".", "-C", str(here), "--lang", "en"]) == 2
    assert "error[SE0" in capsys.readouterr().err


def test_a_word_that_means_nothing(here: Path, capsys) -> None:
    for word in ("nowhere", "base#target:x", f"{here}#wrong", "target:"):
        assert main(["compare", word, "scenario:hydro-power", "-C", str(here), "--lang", "en"]) == 2
    assert "error[US042] " in capsys.readouterr().err


def test_the_verb_has_a_method_of_its_name() -> None:
    assert issubclass(Project, CompareVerbs)
    assert callable(Project.compare)


def test_json_holds_everything_and_fits_its_schema(here: Path, capsys) -> None:
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    import pcf

    folder = Path(pcf.__file__).parent / "schemas"
    known = [json.loads((folder / f"{n}.json").read_text("utf-8")) for n in ("compare", "envelope")]
    registry = Registry().with_resources((s["$id"], Resource.from_contents(s)) for s in known)
    check = Draft202012Validator(known[0], registry=registry)
    for a, b in (("git:HEAD", "target:gbt24067"), (str(here.parent / "old.json"), str(here))):
        main(["compare", a, b, "-C", str(here), "--format", "json"])
        body = json.loads(capsys.readouterr().out)
        assert not list(check.iter_errors(body))
        assert body["data"]["inputs"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 100])
def test_the_screen_is_not_left(here: Path, capsys, monkeypatch, lang: str, width: int) -> None:
    from pcf.report.width import cells

    monkeypatch.setenv("COLUMNS", str(width))
    main(["compare", "git:HEAD", "target:gbt24067", "-C", str(here), "--lang", lang])
    text = capsys.readouterr().out
    assert max(map(cells, text.split("\n"))) <= width
    text.encode("gbk")
