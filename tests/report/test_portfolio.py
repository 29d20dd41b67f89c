"""Results side by side: groups that may be compared, no order across groups, the same numbers."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from kit import background, footprint, project
from tiny_result import HOSTILE, STEEL, tiny

from pcf.api import Project
from pcf.commands import main
from pcf.documents.document import Heading, Notice, Picture, Table, plain_text
from pcf.documents.portfolio.bars import Segment, Stacked, StackedBar, stacked_svg
from pcf.documents.portfolio.document import portfolio_document
from pcf.documents.portfolio.members import Member, _letters, portfolio_of, reasons
from pcf.documents.portfolio.run import Cases, gather, portfolio_report
from pcf.documents.rounding import rounded_result
from pcf.errors import PcfError

EXAMPLES = Path(__file__).parents[2] / "datasets" / "examples"


def member(found, folder="x", scenario="", rules=""):
    return Member(folder, scenario, "", rules, rounded_result(found, found.stages, None),
                  ("sha256:0", ""), (0, 1))  # fmt: skip


def made(folder, steel, **more):
    """Result of a plant that takes so many kg of steel at 2 kg CO2e."""
    processes = [{"id": "plant", "product": "widget", "amount": 1, "unit": "kg"}]
    rows = [{"process": "plant", "part": "f", "flow": "steel", "amount": steel, "unit": "kg",
             "supplier": "bg:steel", "id": "S"}]  # fmt: skip
    path = project(folder / "p", processes, demand={"plant": (1, "kg")}, tables={"bom": rows},
                   **more)  # fmt: skip
    return footprint(path, background(folder / "b", STEEL))


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """10 and 8 kg CO2e by AR6, and 6 by AR5."""
    folder = tmp_path_factory.mktemp("three")
    return portfolio_of(
        [
            member(made(folder / "a", 5), "a"),
            member(made(folder / "b", 4), "b"),
            member(made(folder / "c", 3, gwp_set="AR5"), "c"),
        ]
    )


@pytest.fixture(scope="module")
def packs():
    """Two packs, and a cement that no pack can be compared with."""
    names = ("lfp-pack", "nmc811-pack", "cement")
    return gather([(name, Project.load(EXAMPLES / name)) for name in names], Cases())


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def texts(table):
    return [[plain_text(cell) for cell in row.cells] for row in table.rows]


def test_families_are_said_in_words(packs) -> None:
    found = [row for table in tables(portfolio_document(packs, "zh")) for row in texts(table)]
    [family] = [row[1:] for row in found if len(row) > 2 and "水泥" in row]
    assert set(family) == {"锂离子电池", "水泥"}


def test_results_of_another_factor_set_stand_in_another_group(three) -> None:
    assert [(g.name, g.members) for g in three.groups] == [("A", (0, 1)), ("B", (2,))]
    assert ("gwp_set", ("AR6", "AR5")) in three.differing
    assert not three.comparable


@pytest.mark.parametrize(
    ("other", "what"),
    [({"rules": "gbt24067"}, "portfolio_rules"), ({"biogenic": "0/0"}, "biogenic")],
)
def test_rules_and_method_keep_results_apart(tmp_path, other, what) -> None:
    rules = other.pop("rules", "")
    one = member(made(tmp_path / "a", 5))
    two = member(made(tmp_path / "b", 5, **other), rules=rules)
    assert [reason[0] for reason in reasons(one, two)] == [what]
    assert reasons(one, one) == ()


def test_differences_are_those_of_the_exact_values_within_a_group_only(three) -> None:
    document = portfolio_document(three, "en")
    totals = [t for t in tables(document) if t.caption == "Totals"]
    assert len(totals) == 1  # B has one result: nothing to compare
    assert [row[1:] for row in texts(totals[0])] == [
        ["10.0", "", ""],
        ["8.00", "-2.00", "-20.0 %"],
    ]


def test_what_is_not_comparable_is_said_first_and_not_sortable_together(three) -> None:
    document = portfolio_document(three, "en")
    first = document.blocks[0]
    assert isinstance(first, Notice)
    assert first.title == "These results are not comparable with each other: 2 groups"
    assert any("AR6" in item and "AR5" in item for item in first.items)
    overview = tables(document)[0]
    assert not overview.sortable
    assert [row[1] for row in texts(overview)] == ["A", "A", "B"]
    assert [b.text for b in document.blocks if isinstance(b, Heading)][-2:] == [
        "Group A: kg CO2e/kg",
        "Group B: kg CO2e/kg",
    ]


def test_comparable_results_are_one_sortable_table(tmp_path) -> None:
    found = portfolio_of([member(made(tmp_path / "a", 5), "a"), member(made(tmp_path / "b", 4))])
    document = portfolio_document(found, "en")
    assert found.comparable
    assert not any(isinstance(block, Notice) for block in document.blocks)
    assert tables(document)[0].sortable
    assert "What differs" not in str(document.blocks)


def test_stages_of_each_result_add_up_to_its_printed_total(packs) -> None:
    document = portfolio_document(packs, "en")
    for table in tables(document):
        if not table.caption.startswith("By life-cycle stage"):
            continue
        for row in texts(table):
            *parts, total = (float(text) for text in row[1:])
            assert sum(parts) == pytest.approx(total, rel=5e-3)


def test_numbers_are_those_of_the_project_and_explain_there(packs) -> None:
    document = portfolio_document(packs, "en")
    rounded = [m.rounded for m in packs.members]
    shown = {(n.text, n.address, n.source) for n in document.numbers()}
    for name, table in zip(("lfp-pack", "nmc811-pack", "cement"), rounded, strict=True):
        for part in (table.total, *table.stages.parts):
            assert (part.text, part.address, f"explain:-C {name}") in shown


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_of_numbers_names_its_unit_and_every_number_its_address(packs, lang) -> None:
    document = portfolio_document(packs, lang)
    assert [n for n in document.numbers() if not (n.address or n.source)] == []
    unit = {"zh": "单位", "en": "unit"}[lang]
    report = portfolio_report(packs, lang)
    page = report.to_html(static=True)
    checked = 0
    for table in tables(document):
        titles = [column.title for column in table.columns]
        for at, column in enumerate(table.columns):
            cells = [text for row in texts(table) if (text := row[at])]
            if not column.numeric or all(re.search(r" %$| / |n/a", text) for text in cells):
                continue  # a share names its unit itself; findings are counted
            beside = titles[at + 1 : at + 2] == [unit]
            assert beside or re.search(r"[（(](kg CO2e/\w+|%)[)）]$", column.title), column
            assert column.title in page
            checked += 1
    assert checked > 20


def test_a_result_per_piece_is_in_words_of_the_language() -> None:
    made = Project.load(EXAMPLES / "appliance").portfolio(scenarios=("all",), lang="zh")
    for text in (made.to_html(static=True), made.to_markdown()):
        assert "CO2e/件）" in text
        assert "CO2e/piece" not in text


def test_a_project_makes_its_portfolio_itself() -> None:
    report = Project.load(EXAMPLES / "paper-case").portfolio(scenarios=("all",), lang="en")
    assert report.document.title == "Portfolio of 4 results"
    assert report.choices[1].scope == "--scenario closed-loop"


def test_both_languages_print_the_same_numbers(packs) -> None:
    zh, en = (portfolio_document(packs, lang) for lang in ("zh", "en"))
    assert list(zh.numbers()) == list(en.numbers())
    assert zh.title == "产品组合：3个结果"


def test_every_format_is_made_and_the_workbook_reads_back(packs) -> None:
    import openpyxl

    report = portfolio_report(packs, "en")
    assert report.findings[0].code == "RP040"
    again = portfolio_report(packs, "en")
    assert report.to_html() == again.to_html()
    assert report.to_xlsx() == again.to_xlsx()
    assert len(report.to_html().encode()) < 3_000_000
    book = openpyxl.load_workbook(io.BytesIO(report.to_xlsx()))
    sheet = next(s for s in book.worksheets if "Overview" in s.title)
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:4] == ("result", "group", "total", "unit")
    assert [row[1:4] for row in rows[1:]] == [
        ("A", 0.353, "kg CO2e/kWh"),
        ("A", 0.319, "kg CO2e/kWh"),
        ("B", 741, "kg CO2e/t"),
    ]
    assert any("total -C lfp-pack" in str(cell) for cell in rows[1])
    assert "explain:" not in "".join(str(c) for s in book.worksheets for r in s.values for c in r)
    markdown = report.to_markdown()
    assert "| NMC811 traction battery pack, 100 kWh | 0.319 | -0.0340 | -9.6 % |" in markdown


def test_hostile_names_and_no_or_negative_totals(tmp_path) -> None:
    found = [member(tiny(tmp_path / str(n), n), HOSTILE, scenario=HOSTILE) for n in (2, 7, 9)]
    document = portfolio_document(portfolio_of(found), "en")
    totals = next(t for t in tables(document) if t.caption == "Totals")
    assert [row[1:] for row in texts(totals)] == [
        ["5.00", "", ""],
        ["0", "-5.00", "-100.0 %"],
        ["-2.00", "-7.00", "-140.0 %"],
    ]
    page = portfolio_report(portfolio_of(found), "en").to_html(static=True)
    assert "<img" not in page
    figure = next(block for block in document.blocks if isinstance(block, Picture))
    bars = [float(e.get("width")) for e in ElementTree.fromstring(figure.svg).iter()
            if e.tag.endswith("rect")]  # fmt: skip
    assert min(bars) >= 0
    assert max(bars) <= 430


def test_credits_stand_left_of_zero_and_everything_fits() -> None:
    """Bar of 6, −2 on a scale from −2 to 6: 8 units on 426 pixels, zero at 2 + 2·426/8."""
    parts = (Segment(0, 6.0, "6", "a: 6"), Segment(1, -2.0, "-2", "b: -2"))
    chart = Stacked("s", "t", "d", ("a", "b"), (StackedBar("one", "4", parts),))
    rects = [e for e in ElementTree.fromstring(stacked_svg(chart, "en")).iter()
             if e.tag.endswith("rect")][2:]  # fmt: skip
    zero = 2 + 2 * 426 / 8
    assert float(rects[0].get("x")) == pytest.approx(zero, abs=0.01)
    assert float(rects[0].get("width")) == pytest.approx(6 * 426 / 8, abs=0.01)
    assert float(rects[1].get("x")) == pytest.approx(2, abs=0.01)


def test_names_of_groups_go_on_after_z() -> None:
    assert [_letters(n) for n in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


def test_a_project_that_cannot_be_computed_is_named(tmp_path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(EXAMPLES / "paper-case", broken)
    text = (broken / "pcf.toml").read_text(encoding="utf-8")
    (broken / "pcf.toml").write_text(text.replace("AR6", "AR99"), encoding="utf-8")
    with pytest.raises(PcfError) as caught:
        gather([("broken", Project.load(broken))], Cases())
    assert caught.value.findings[0].code == "RP041"
    assert len(caught.value.findings) > 1
    with pytest.raises(PcfError) as caught:
        gather([("", Project.load(EXAMPLES / "paper-case"))], Cases(("nowhere",)))
    assert [f.code for f in caught.value.findings] == ["RP041", "US005"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "cache"))
    for name in ("aluminium-electrolytic", "cement"):
        shutil.copytree(EXAMPLES / name, tmp_path / name)
    return tmp_path


def test_the_verb_puts_scenarios_side_by_side(folder, capsys) -> None:
    call = ["portfolio", "aluminium-electrolytic", "--scenario", "all", "--format", "json"]
    assert main(call) == 0
    body = json.loads(capsys.readouterr().out)
    assert body["schema"] == "pcf/portfolio/1"
    members = body["data"]["members"]
    assert [m["scenario"] for m in members] == [None, "hydro-power", "national-grid", "shandong",
                                                "sichuan"]  # fmt: skip
    assert {m["group"] for m in members} == {"A"}
    assert main(["portfolio", "aluminium-electrolytic", "cement", "--lang", "en"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Product carbon footprints side by side")
    assert "RP040" in err
    assert main(["portfolio", "-C", "cement", "-o", "p.html", "-q"]) == 0
    page = (folder / "p.html").read_text(encoding="utf-8")
    assert re.search(r"Content-Security-Policy.{0,80}default-src 'none'", page)
    assert main(["portfolio", "cement", "--format", "pdf"]) == 2
    assert "US049" in capsys.readouterr().err
    assert main(["portfolio", "cement", "nowhere", "--lang", "en"]) == 2
    assert "'nowhere' cannot be computed" in capsys.readouterr().err
