"""A text that says that the uncertainty was not assessed, beside a result that has one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from study_kit import copied

from pcf.api import Project
from pcf.documents.study.gather import gather
from pcf.documents.study.quoted import Quoted
from pcf.documents.study.unassessed import denials, denied
from pcf.findings import Location

DENIED = [
    ("not assessed quantitatively; estimated rows make up 31.9 %", True),
    ("not quantified", True),
    ("Not assessed.", True),
    ("The uncertainty of the result has not been quantified.", False),
    ("No uncertainty analysis was made.", False),
    ("Uncertainty was only assessed qualitatively.", False),
    ("There is no quantitative uncertainty assessment.", False),
    ("Uncertainty was not calculated, as records are few.", False),
    ("The uncertainty could not be quantified.", False),
    ("Uncertainty has yet to be quantified.", False),
    ("The uncertainty is unknown.", False),
    ("不进行不确定性分析。", False),
    ("不确定性分析从略。", False),
    ("未作定量评价；按绝对贡献计，估算行占31.9 %", True),
    ("未定量。", True),
    ("没有进行量化分析", True),
    ("本研究未进行不确定性定量评价。", False),
    ("不确定性难以量化。", False),
    ("未对不确定性进行评估。", False),
    ("对结果的不确定性只作定性说明。", False),
    ("不确定性分析未开展。", False),
    ("不确定性分析没有做。", False),
    ("尚未对结果的不确定性作定量分析。", False),
    ("由于数据有限，未能对碳足迹结果的不确定性进行定量评估。", False),
    ("本研究不包含不确定性分析。", False),
    ("无", True),
    ("This study does not include an uncertainty analysis.", False),
    ("Uncertainty analysis is not included.", False),
    ("No analysis of uncertainty was carried out.", False),
    ("Uncertainty wasn't assessed.", False),
    ("The uncertainty is assessed qualitatively.", False),
    ("none", True),
    ("unknown", True),
]
HELD = [
    ("stated ranges are propagated; the background is not assessed quantitatively", True),
    ("the uncertainty of values that state none is not part of it", True),
    ("The uncertainty was assessed quantitatively by 1000 draws.", False),
    ("The uncertainty of the background is not quantified.", False),
    ("Biogenic carbon was not quantified.", False),
    ("Land-use change was not assessed.", False),
    ("In the previous study the uncertainty was not quantified.", False),
    ("a declaration should give no more than 3 significant digits", True),
    ("the range is wide; dust was not considered", True),
    ("n/a: invented amounts", True),
    ("不确定性见表；未考虑生物碳", True),
    ("No uncertainty is stated for steel, so that the range holds none of it.", False),
    ("不确定性已作定量评价。", False),
    ("其余数值的不确定性未作定量评价。", False),
    ("土地利用变化未作评价。", False),
    ("按写明的上下限作一阶传播，不含没有写明的数值与后景数据", True),
    ("Correlations between inputs were not considered in the uncertainty analysis.", False),
    ("不确定性分析按各输入独立处理，未考虑输入之间的相关性。", False),
    ("由于不确定性较大，未考虑土地利用变化。", False),
    ("Land use change was not assessed because of its uncertainty.", False),
    ("数据质量只作定性评价，不确定性作定量评价。", False),
    ("Data quality is assessed only qualitatively, uncertainty quantitatively.", False),
    ("The uncertainty was estimated, not calculated by Monte Carlo.", False),
    ("A Monte Carlo analysis was not carried out, uncertainty is propagated.", False),
    ("不确定性结果见表，未计算敏感性", True),
    ("GWP值的不确定性未量化。", False),
    ("分配方法选择带来的不确定性未作定量评价。", False),
    ("Uncertainty from allocation choices was not quantified.", False),
    ("Range 10 %; infrastructure is not quantified", True),
    ("It is not true that uncertainty was not assessed.", False),
]


@pytest.mark.parametrize(("text", "is_statement"), DENIED)
def test_what_denies_it_is_heard(text: str, is_statement: bool) -> None:
    assert [t for _, t in denials(text, is_statement=is_statement)] != []


@pytest.mark.parametrize(("text", "is_statement"), HELD)
def test_what_says_something_else_is_not(text: str, is_statement: bool) -> None:
    assert list(denials(text, is_statement=is_statement)) == []


PROSE = "Cement is grey.\n\nIts uncertainty was not quantified.\n"


def told(name: str, folder: Path) -> list[tuple[str, str | None]]:
    path = copied(name, folder / name)
    (path / "report").mkdir(exist_ok=True)
    (path / "report" / "conclusions.en.md").write_text(PROSE, encoding="utf-8")
    stated = (path / "study.toml").read_text(encoding="utf-8")
    stated = re.sub(r"(?m)^uncertainty = .*$", 'uncertainty = "未作定量评价"', stated)
    (path / "study.toml").write_text(stated, encoding="utf-8")
    found = Quoted(gather(Project.load(path))).findings()
    for item in found:
        assert item.code != "RP037" or item.level == "warning"
    return [(str(f.location), f.observed) for f in found if f.code == "RP037"]


def test_a_denial_beside_a_standard_deviation_is_told_with_its_line(tmp_path: Path) -> None:
    assert told("cement", tmp_path) == [
        ("report/conclusions.en.md:3", "Its uncertainty was not quantified"),
        ("study.toml:70 [dq.uncertainty]", "未作定量评价"),
        ("study.toml:103 [interpretation.uncertainty]", "未作定量评价"),
    ]


def test_without_a_spread_it_is_true(tmp_path: Path) -> None:
    assert told("hydrogen-gas", tmp_path) == []


def test_the_words_fit_what_is_denied() -> None:
    [item] = [denied(Location("study.toml", 70), "not quantified")]
    assert item.message("en") == (
        "the text says 'not quantified', and the result has an uncertainty from stated spreads"
    )
    assert "{{uncertainty.low95}}" in item.help("zh")
    assert "{{uncertainty.low95}}" in item.help("en")
    assert item.url is not None
    assert item.url.startswith("docs/findings.md#rp037")
