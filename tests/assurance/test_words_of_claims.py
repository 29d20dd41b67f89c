"""What counts as a claim of reduction or comparison: everything but a plain no."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import pcf
from pcf.assurance.comparing.claim_words import claims, speaks_of_less, states_done
from pcf.assurance.comparing.stated_claims import claims_of
from pcf.model import StudyValue

KEYS = ("tracking.claim", "goal.comparative_claim", "label.reduction")
CLAIMS = (
    True, 14.0, "yes", "Yes.", "y", "true", "是", "yes, 14 % lower than 2024", "是，较上年降低14%",
    "14 % lower", "no: 14 % lower than 2024", "无：较上年降低14%", "不适用 降低14%", "n/a 3 % less",
    "no: fourteen percent lower", "无：降低百分之十四", "none: １４％ lower", "no: 0.7 kg less",
    "no: lower than in 2024", "no, but lower", "none yet; much better", "部分是",
)  # fmt: skip
NO_CLAIMS = (
    False, 0.0, "", "  ", "no", "No.", "none", "n/a", "N", "false", "0", "-", "—", "否", "无",
    "没有", "不适用", "tbd", "待定", "n/a: first year", "none: first declaration in 2025",
    "无：首次声明",
    "不适用 首次计算", "no: not intended by ISO 14067:2018", "n/a: GB/T 24067-2024 is not used so",
    "no: first declaration, 2025-06-01",
)  # fmt: skip

SENTENCES_THAT_CLAIM = (
    "No other product has a lower footprint (comparison by X)",
    "No other product can make this claim", "No comparative assertion is made, but 14 % lower",
    "本研究不作比较性声明，但较上年降低14%", "无锡工厂与2024年比较", "No. 1 in comparison",
    "we do not just compare but are lower than 2024", "不仅声明降低",
    "yes; no comparative assertion", "与2024年对比无疑更低", "no: 0.7 kg CO2e",
    "no less than 14 % lower", "14 % lower, no claim of more", "是，无对比声明",
    "not a comparative assertion: 14 kg less than the one before",
    "no comparison is needed since it is 0.7 kg lower than last year",
    "No comparable product is lower", "no product is lower than ours",
    "No competitor matches our claim", "降低，未与其他产品对比", "是的，无对比声明降低",
)  # fmt: skip
SENTENCES_THAT_DENY = (
    "No comparative assertion is made", "本研究不作比较性声明", "无对比声明", "没有减排声明",
    "no, first declaration", "No (first declaration)", "否（首次声明）", "无。首次核算", "不涉及",
    "no: Regulation (EU) 2023/1542", "no: factor set changed from AR5 to AR6",
    "no: the pack has 100 kWh", "No. First declaration.", "no - first year",
    "No claim of a reduction is made.", "No reduction is claimed",
    "not intended for comparative assertions disclosed to the public",
    "comparison with other products is not intended", "减排声明：无", "对比声明：不作",
    "本结果不用于产品之间的比较", "不声明降低", "no: no reduction", "否：未降低", "none intended",
    "没有（首次核算）", "Results are not comparable with those of other producers.",
    "No comparative assertion is made, this is the first declaration (2025)", "无，首次声明",
    "不涉及：首次核算", "本报告未作对比声明。", "no: the total rose",
    "No: data gaps were reduced", "No public claim", "no; the footprint was not reduced",
    "This study makes no comparative claims", "no: stainless steel of the same mill",
    "no claim of a reduction for 2025", "No reduction", "未降低", "no public reduction claim",
    "the footprint has not been reduced",
    "no: direct reduced iron", "是否对比：无对比声明",
)  # fmt: skip


@pytest.mark.parametrize("text", SENTENCES_THAT_CLAIM)
def test_a_sentence_that_denies_and_goes_on_to_claim(text: str) -> None:
    assert claims(StudyValue(text))


@pytest.mark.parametrize("text", SENTENCES_THAT_DENY)
def test_a_sentence_or_a_reason_that_claims_nothing(text: str) -> None:
    assert not claims(StudyValue(text))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", CLAIMS, ids=repr)
def test_what_is_no_plain_no_is_a_claim(key: str, value: str | float | bool) -> None:
    assert [k for k, _ in claims_of({key: StudyValue(value)})] == [key]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", NO_CLAIMS, ids=repr)
def test_a_plain_no_or_one_with_its_reason_is_none(key: str, value: str | float | bool) -> None:
    assert claims_of({key: StudyValue(value)}) == ()


def test_either_language_and_any_of_a_list_may_claim() -> None:
    stated = {
        "tracking.claim": StudyValue("无", english="14 % lower than 2024"),
        "label.reduction": StudyValue(("none", "2 % lower")),
        "goal.comparative_claim": StudyValue("无", english="none"),
    }
    assert [key for key, _ in claims_of(stated)] == ["tracking.claim", "label.reduction"]


@pytest.mark.parametrize(
    "value", ["no", "tbd", "false", False, "not yet", "尚未重算", "n/a: x", 1.0]
)
def test_a_base_is_not_calculated_again_by_any_word(value: str | float | bool) -> None:
    assert not states_done(StudyValue(value))


@pytest.mark.parametrize("value", [True, "yes", "2024年结果已用AR6重算", "first.pcfz under AR5"])
def test_a_base_that_was_calculated_again(value: str | bool) -> None:
    assert states_done(StudyValue(value))


def test_a_claim_in_a_whole_sentence_is_judged_before_sealing(
    bottle_project: Path, sealed: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(bottle_project, tmp_path / "bottle")
    (folder / "declarations").mkdir()
    shutil.copy(sealed, folder / "declarations" / "first.pcfz")
    study = folder / "study.toml"
    text = study.read_text(encoding="utf-8")
    assert '\nclaim = "no"\n' in text
    study.write_text(text.replace('\nclaim = "no"\n', '\nclaim = "yes, 14 % lower"\n'), "utf-8")
    settings = folder / "pcf.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('gwp_set = "AR6"', 'gwp_set = "AR5"'), "utf-8"
    )
    made = pcf.Project.load(folder).seal()
    assert made.content is None
    assert [item.code for item in made.findings] == ["SE050", "CP020"]


@pytest.mark.parametrize(
    "text",
    [
        "不用于支持对外公布的比较论断", "不做同类产品对比", "不作产品间的对比", "未开展比较",
        "本报告不得用于产品间对比声明", "不对外声明", "no; the sample covers 95 % of suppliers",
        "否：本次为首次核算，覆盖率100%",
        "The study makes no comparative claim; it covers 100 % of the mass",
    ],
)  # fmt: skip
def test_a_denial_in_the_words_of_the_standard_is_no_claim(text: str) -> None:
    assert not claims(StudyValue(text))


@pytest.mark.parametrize(
    "text",
    [
        "The footprint fell by 14 %", "emissions dropped by 5 %", "the footprint is down 14 %",
        "碳足迹比上年低5%", "碳足迹由12降至10", "减碳5%", "碳足迹减小",
    ],
)  # fmt: skip
def test_a_note_that_says_less_in_other_words_is_heard(text: str) -> None:
    assert speaks_of_less(text)
