"""What the documents tell a reader to do can be done: recipes, commands, links."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest
import typer

from pcf.background import open_background
from pcf.climate import characterize, load_factor_set
from pcf.commands import app
from pcf.location import data_root

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
RECIPE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def raised(text: str, key: str, by: int) -> str:
    """Text of a provenance file with one count raised, as a person would do it."""
    found = re.search(rf'(?m)^("?{re.escape(key)}"? = )(\d+)$', text)
    assert found, key
    return f"{text[: found.start()]}{found[1]}{int(found[2]) + by}{text[found.end() :]}"


@pytest.fixture
def followed(tmp_path: Path) -> Path:
    """A copy of the background after the steps of CONTRIBUTING.md."""
    folder = tmp_path / "pcf-open"
    shutil.copytree(data_root("datasets") / "background" / "pcf-open", folder)
    blocks = re.findall(r"Append to\s+`([^`]+)`:\n\n```csv\n(.*?)```", RECIPE, re.DOTALL)
    assert [name for name, _ in blocks] == [
        "flows.csv", "minerals/processes.csv", "minerals/exchanges.csv",
    ]  # fmt: skip
    for name, lines in blocks:
        with (folder / name).open("a", encoding="utf-8", newline="\n") as file:
            file.write(lines)
    steps = re.findall(r"(?m)^\| `(\S+\.provenance\.toml)` \| (\d+) \|(.*)\|(.*)\|$", RECIPE)
    assert len(steps) == 3
    for name, rows, *counts in steps:
        text = raised((folder / name).read_text(encoding="utf-8"), "rows", int(rows))
        for key, by in re.findall(r"`(\w+)` (\d+)", " ".join(counts)):
            text = raised(text, key, int(by))
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


def test_dataset_recipe_gives_the_dataset(followed: Path) -> None:
    background = open_background(folder=followed)
    factors, _ = characterize(background.columns, load_factor_set("AR6"), "0/0")
    y = background.intensities @ factors

    def of(process: str) -> float:
        return float(y[background.index(process)])

    # by hand: 1.05 kg of sand and 0.004 kWh of grid electricity
    by_hand = 1.05 * of("sand_cn") + 0.004 * of("elec_grid_cn")
    assert of("sand_washed_cn") == pytest.approx(by_hand, rel=1e-9)
    assert background.providers("sand_washed") == ("sand_washed_cn",)


def test_dataset_recipe_changes_nothing_else(followed: Path) -> None:
    before, after = open_background(), open_background(folder=followed)
    assert len(after.processes()) == len(before.processes()) + 1
    for product in before.products[::37]:
        old, new = before.index(*product), after.index(*product)
        assert before.intensities[old] == pytest.approx(after.intensities[new], rel=1e-9, abs=1e-15)


def test_dataset_recipe_keeps_the_provenance_right(followed: Path) -> None:
    import csv

    for table in (followed / "minerals" / f"{n}.csv" for n in ("processes", "exchanges")):
        with table.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        told = tomllib.loads(table.with_suffix(".provenance.toml").read_text(encoding="utf-8"))
        assert told["rows"] == len(rows)
        assert told["sources"]["EST"] == sum("EST" in r["sources"].split("; ") for r in rows)
        assert sum(told["tags"].values()) == len(rows)
    flows = tomllib.loads((followed / "flows.provenance.toml").read_text(encoding="utf-8"))
    assert sum(flows["tags"].values()) == flows["rows"]


def test_finding_recipe_has_all_keys() -> None:
    block = re.search(r"```toml\n(\[GR099\].*?)```", RECIPE, re.DOTALL)
    assert block
    [entry] = tomllib.loads(block[1]).values()
    assert set(entry) == {
        "level", "title_zh", "title_en", "message_zh", "message_en", "help_zh", "help_en",
    }  # fmt: skip


def commands() -> list[tuple[str, str]]:
    """Every ``pcf ...`` line of fenced blocks, with its document."""
    found = []
    for path in DOCUMENTS:
        if path.name == "cli.md":
            continue
        for block in re.findall(
            r"```[a-z]*\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL
        ):
            for line in block.splitlines():
                for part in line.split("&&"):
                    words = re.sub(r"^\s*(\.venv[\\/]\w+[\\/])?(?=pcf )", "", part)
                    if words.startswith("pcf ") and "VERB" not in words:
                        found.append((path.name, words.partition(" #")[0].strip()))
    return found


def test_commands_are_found() -> None:
    assert len(commands()) > 15


@pytest.mark.parametrize(("document", "line"), commands())
def test_command_names_a_verb_and_options_that_exist(document: str, line: str) -> None:
    words = shlex.split(line, posix=False)[1:]
    command = typer.main.get_command(app)
    while words and hasattr(command, "commands"):
        if words[0].startswith("-"):
            break
        name = words.pop(0)
        assert name in command.commands, f"{document}: {line}"
        command = command.commands[name]
    known = {option for parameter in command.params for option in parameter.opts}
    known |= {"-h", "--help"}
    for word in words:
        if word.startswith("-") and not word.lstrip("-")[:1].isdigit():
            assert word.partition("=")[0] in known, f"{document}: {line}"


def anchors(path: Path) -> set[str]:
    heads = re.findall(r"(?m)^#+ (.*)$", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_links_resolve(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        linked = path if not file else path.parent / file
        assert linked.exists(), f"{path.name}: {target}"
        if anchor:
            assert anchor in anchors(linked), f"{path.name}: {target}"


def test_pages_speak_of_the_project_only() -> None:
    for path in DOCUMENTS:
        assert not re.search(r"/work/|shared/|/tmp/", path.read_text(encoding="utf-8")), path.name
