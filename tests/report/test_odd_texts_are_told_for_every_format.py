"""Texts of people that contradict the result are told beside a file of every format."""

from __future__ import annotations

import pytest
from study_kit import copied

from pcf.commands import main


@pytest.fixture(scope="module")
def hydrogen(tmp_path_factory):
    # hydrogen-gas: 11.5 kg CO2e/kg, 77.6 % of it production
    folder = copied("hydrogen-gas", tmp_path_factory.mktemp("odd") / "hydrogen-gas")
    text = "本产品碳足迹为99.9 kg CO2e/kg。\n"
    (folder / "report").mkdir(exist_ok=True)
    (folder / "report" / "conclusions.zh.md").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("format", ["pdf", "docx", "xlsx", "md", "html"])
def test_a_figure_that_is_none_of_the_result_is_told_beside_a_final_file(
    hydrogen, tmp_path, capsys, format
):
    file = tmp_path / f"rp.{format}"
    words = ["report", "-C", str(hydrogen), "--as", "study", "--lang", "zh", "-o", str(file)]
    assert main(words) == 0
    told = capsys.readouterr().err
    assert "RP037" in told
    assert "99.9 kg CO2e/kg" in told
    assert file.stat().st_size > 1000
