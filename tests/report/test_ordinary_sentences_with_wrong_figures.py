"""Wrong figures of the result are found in sentences as people write them, right ones are not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from study_kit import example

from pcf.documents.study.gather import gather
from pcf.project.report_texts import ReportText, ReportTexts

# cement: 740.9 kg CO2e/t in all, 98.2 % of it production, 1.8 % raw material acquisition;
# grid electricity counts 0.62 kg CO2e/kWh (Annex A)
_WRONG = {
    "en": (
        "The footprint is 999 kg CO2e/t.",
        "It is 999 kg of CO2-equivalents in all.",
        "It is 999 kg CO2/t by now.",
        "It is 999 kilograms CO2e.",
        "It is **999** kg CO2e per tonne.",
        "It is 0.999 kg CO2e/kg of cement.",
        "Every tonne of cement causes 999 kg of carbon dioxide equivalents.",
        "The footprint is 999\nkg CO2e/t.",
        "The footprint is about 0 kg CO2e.",
        "The footprint is about 0.0 kg CO2e/t.",
        "The grid has 0.99 kg CO2e/kWh.",
        "Production accounts for 12 % of the total.",
        "Production clearly dominates the picture with 12 %.",
        "12 % comes from production.",
        "Production makes up less than 50 %.",
        "It releases 999 t CO2 per t.",
        "12 % of the footprint is caused by production.",
        "Production accounts for 12 percent.",
        "The share of production is 12 %.",
        "Production accounts for 12 % of all emissions, mostly of the kiln.",
        "1 kg CH4 counts 25 kg CO2e.",
        "The production stage is the largest contributor (12 %).",
    ),
    "zh": (
        "产品碳足迹为999 kg CO2e/t。",
        "生产阶段对总碳足迹的贡献率为12%。",
        "结果是999 kg CO2e每吨。",
        "结果是999 千克二氧化碳当量。",
        "结果是999 kgCO2当量。",
        "每吨水泥排放999公斤二氧化碳当量。",
        "结果是0.999吨二氧化碳当量/吨。",
        "产品碳足迹约为0 kg CO2e。",
        "电网因子为0.99 kg CO2e/千瓦时。",
        "生产阶段贡献12%。",
        "生产阶段占总量的12%。",
        "12%来自生产阶段。",
        "生产阶段不足50%。",
        "生产占比12%。",
        "生产过程占总排放量的12%。",
        "生产阶段碳足迹占比最大，为12%。",
        "总量的12%由生产阶段贡献。",
        "结果显示生产阶段的贡献为12%。",
        "碳足迹（kg CO2e/t）：999。",
    ),
}
_RIGHT = {
    "en": (
        "The footprint is 741 kg CO2e/t.",
        "It is 741 kg of CO2-equivalents in all, or 0.741 kg CO2e/kg.",
        "It is 0.741 tonnes CO2e per tonne.",
        "The grid has 0.62 kg CO2e/kWh.",
        "Aircraft transport counts 0 kg CO2e.",
        "Production accounts for 98.2 % of the total.",
        "Production and distribution make up 99 %.",
        "Production ran at 85 % of its capacity.",
        "The mills use 30 % less power than before.",
        "98.2 % comes from production.",
        "Production makes up more than 98 %, raw material acquisition < 2 %.",
        "Burning it releases 1.373 t CO2 per t beyond the gate.",
        "The uncertainty of production is about 8 %.",
        "Production has an allocation factor of 100 %.",
        "Production is 100 % covered by measured data.",
        "The mass cut off in production is below 1 %.",
        "Use stage assumes a depth of discharge of 80 %.",
        "Primary data of production make up 85 % of it.",
        "1 kg CH4 counts 29.8 kg CO2e.",
        "The previous declaration stated 802 kg CO2e/t.",
        "Production accounts for 30 % of all electricity.",
        "Production accounts for 30 % of the total electricity of the site.",
        "98.2 % of the footprint is caused by production.",
        "Production accounts for 98 percent.",
    ),
    "zh": (
        "产品碳足迹为741 kg CO2e/t。",
        "每吨水泥排放741千克二氧化碳当量。",
        "电网因子为0.62 kg CO2e/千瓦时。",
        "航空运输为0 kg CO2e。",
        "生产阶段占总量的98.2%。",
        "生产阶段用电比上年减少12%。",
        "生产阶段超过98%。",
        "生产阶段的现场数据占95%。",
        "生产阶段初级数据占比为85%。",
        "原材料获取阶段的次级数据占100%。",
        "生产阶段的不确定度约为8%。",
        "生产阶段舍去的质量为0.5%。",
        "分销阶段道路运输占100%。",
        "不确定度在生产阶段为8%。",
        "生产阶段12%的数据为估算。",
        "数据的12%来自生产阶段。",
        "上一年度声明的碳足迹为802 kg CO2e/t。",
        "煤的排放因子为94.6 kg CO2/GJ。",
        "全国电网平均排放因子为0.5366 kg CO2/kWh。",
        "总量的98.2%由生产阶段贡献。",
        "碳足迹（kg CO2e/t）：741。",
    ),
}


def _written(sentences):
    """Each sentence a paragraph, and the line on which it begins."""
    lines, text = [], ""
    for sentence in sentences:
        lines.append(text.count("\n") + 1)
        text += sentence + "\n\n"
    return lines, text


def told(study, texts):
    """Lines of the conclusions of each language that are told."""
    written = {("conclusions", lang): ReportText("conclusions", lang, text, f"{lang}.md")
               for lang, text in texts.items()}  # fmt: skip
    found = replace(study, texts=ReportTexts(written)).quoted.findings()
    return [(f.location.file, f.location.line) for f in found if f.code == "RP037"]


@pytest.fixture(scope="module")
def cement():
    return gather(example("cement"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_wrong_figures_are_told_and_right_ones_are_not(cement, lang):
    sentences = (*_WRONG[lang], *_RIGHT[lang])
    lines, text = _written(sentences)
    found = {line for file, line in told(cement, {lang: text}) if file == f"{lang}.md"}
    silent = [s for s, line in zip(sentences, lines, strict=True) if line not in found]
    assert silent == list(_RIGHT[lang])


def test_the_share_of_the_stage_that_is_named_is_suggested(cement):
    text = {("conclusions", "en"): ReportText("conclusions", "en", "Production is 12 %.", "en.md")}
    [found] = replace(cement, texts=ReportTexts(text)).quoted.findings()
    assert (found.observed, found.suggestion) == (
        "Production is 12 %", "{{share:stage:production}}",
    )  # fmt: skip


def test_a_factor_of_the_annex_in_the_unit_of_the_result_is_no_fault():
    # lfp-pack: per kWh as well; its grid electricity counts 0.624 kg CO2e/kWh, its total is 0.353
    right = "Electricity has 0.62 kg CO2e/kWh, the pack 0.353 kg CO2e/kWh."
    wrong = "Electricity has 0.99 kg CO2e/kWh, the pack 0.888 kg CO2e per kilowatt-hour."
    study = gather(example("lfp-pack"))
    assert told(study, {"en": f"{right}\n\n{wrong}\n"}) == [("en.md", 3), ("en.md", 3)]
