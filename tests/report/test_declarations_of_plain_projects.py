"""The one-page declaration of projects with nothing to allocate, and of targets of every name."""

from __future__ import annotations

import pytest
from study_kit import cells, copied, words

from pcf.api import Project
from pcf.documents.document import Table
from pcf.errors import UsageError


def declared(folder, *targets: str, example: str = "cement") -> Project:
    """An example with targets of its own, ``ID=RULES``."""
    made = copied(example, folder)
    with (made / "pcf.toml").open("a", encoding="utf-8") as stream:
        for target in targets:
            id, _, rules = target.partition("=")
            stream.write(f'\n[target.{id}]\nrules = "{rules}"\n')
    return Project.load(made)


def fact(document, name: str) -> str:
    """Content of a row of a table of facts."""
    tables = (b for b in document.blocks if isinstance(b, Table) and len(b.columns) == 2)
    [found] = [row[1] for found in tables for row in cells(found) if row[0] == name]
    return found


@pytest.mark.parametrize(
    ("lang", "name", "said"),
    [
        ("en", "allocation", "No unit process has several products; nothing was allocated."),
        ("zh", "分配", "没有多产出的单元过程，没有实施分配。"),
    ],
)
def test_nothing_to_allocate_is_no_missing_field(tmp_path, lang, name, said):
    made = declared(tmp_path / "a", "d=gbt24067").report("gbt24067", "d", lang=lang, draft=True)
    assert "RP010" not in {f.code for f in made.findings}
    assert fact(made.document, name) == said


def test_a_co_product_asks_for_the_procedure(tmp_path):
    project = declared(tmp_path / "a", "d=gbt24067", example="hydrogen-byproduct")
    study = tmp_path / "a" / "study.toml"
    text = study.read_text(encoding="utf-8")
    [line] = [line for line in text.splitlines() if line.startswith("procedure = ")][:1]
    assert line in text.partition("[allocation]")[2].partition("\n[")[0]
    study.write_text(text.replace(line, "", 1), encoding="utf-8")
    made = Project.load(project.folder).report("gbt24067", "d", draft=True)
    found = [f.node for f in made.findings if f.code == "RP010"]
    assert found == ["allocation.procedure"]


def test_what_is_stated_on_allocation_is_shown(tmp_path):
    project = declared(tmp_path / "a", "d=gbt24067")
    with (project.folder / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[allocation]\nprocedure = "none is needed here"\n')
    made = Project.load(project.folder).report("gbt24067", "d", draft=True)
    assert fact(made.document, "allocation") == "none is needed here"


def test_a_rule_with_its_edition_is_that_rule(tmp_path):
    made = declared(tmp_path / "a", "d=gbt24067@2024").report("gbt24067", draft=True)
    assert made.targets == ("d",)
    assert fact(made.document, "standard") == "GB/T 24067-2024 · gbt24067@2024"


def test_a_target_under_a_child_is_named(tmp_path):
    with pytest.raises(UsageError) as caught:
        declared(tmp_path / "a", "d=cement").report("gbt24067")
    [found] = caught.value.findings
    assert found.code == "RP046"
    assert found.message("en") == (
        "no target has the rule 'gbt24067' itself; under a rule that contains it: d"
    )
    assert found.help("en") == "name one: --target d"


@pytest.mark.parametrize(("lang", "name", "pack"), [
    ("en", "standard", "Cement (cement@1)"), ("zh", "标准", "水泥（cement@1）"),
])  # fmt: skip
def test_a_child_stands_beside_the_standard(tmp_path, lang, name, pack):
    made = declared(tmp_path / "a", "d=cement").report("gbt24067", "d", lang=lang, draft=True)
    told = f"GB/T 24067-2024 · gbt24067@2024 · {pack}"
    assert fact(made.document, name) == told
    assert "pcf · " not in words(made.document)
