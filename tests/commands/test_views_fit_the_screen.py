"""Tables at 60 and 200 cells, in both languages: nothing wider than the screen, no figure cut."""

import hand_made
import pytest

from pcf.report.comparison_view import comparison_page
from pcf.report.explanation_view import explanation_page
from pcf.report.footprint_view import footprint_page
from pcf.report.status_view import next_command, status_page
from pcf.report.width import cells
from pcf.status import NextStep

PAGES = {
    "footprint": lambda lang: footprint_page(hand_made.footprint(), lang),
    "explanation": lambda lang: explanation_page(hand_made.explanation(), lang),
    "difference": lambda lang: comparison_page(hand_made.comparison(), lang),
    "difference of data": lambda lang: comparison_page(hand_made.comparison_of_data(), lang),
    "status": lambda lang: status_page(hand_made.status(), lang),
}


@pytest.mark.parametrize("width", [60, 80, 100, 200])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(PAGES))
def test_fits(name, lang, width):
    text = PAGES[name](lang).render(width)
    assert max(map(cells, text.split("\n"))) <= width
    text.encode("gbk")


@pytest.mark.parametrize("width", [60, 200])
def test_figures_are_whole(width):
    text = footprint_page(hand_made.footprint(total=1234567.8), "zh").render(width)
    assert "1234568" in text
    assert "kg CO2e/件" in text


def test_footprint_says_what_it_does_not_cover():
    text = footprint_page(hand_made.footprint(), "en").render(100)
    assert (
        "! nitrogen trifluoride: 2e-06 kg without a factor in the chosen set, not in the total"
        in text
    )
    assert "2 more not estimated" in text
    assert "no product mass or bill of materials given" in text
    assert "and 1 more gases, each below 0.0001 %" in text
    assert "3 / 4" in text


def test_zero_total_has_no_shares():
    from pcf.calc.footprint import Part

    stages = (Part("use", "使用", "use", 0.0, None),)
    text = footprint_page(hand_made.footprint(total=0.0, stages=stages), "en").render(100)
    line = next(line for line in text.split("\n") if line.startswith("  use"))
    assert line.split() == ["use", "0", "n/a"]


def test_total_line_is_that_of_the_result():
    text = footprint_page(hand_made.footprint(), "en").render(100)
    line = next(line for line in text.split("\n") if line.startswith("  total"))
    assert line.split() == ["total", "4", "100.0", "%"]


def test_equal_results():
    same = hand_made.difference(changes=(), delta=0.0, relative=0.0)
    equal = hand_made.comparison(difference=same, inputs=(), steps=(), total_b=4.0)
    assert "no difference" in comparison_page(equal, "en").render(80)


def test_results_of_different_method_are_called_not_comparable():
    obstacles = (("gwp_set", "AR6", "AR5"),)
    text = comparison_page(hand_made.comparison(obstacles=obstacles), "en").render(80)
    assert "! unit, boundary or method differ: not directly comparable" in text
    assert "GWP set  AR6  AR5" in text


def test_status_names_the_next_command():
    assert next_command(hand_made.status()) == "pcf check --select UN001"
    step = NextStep("next_evidence", "row:bom/B-01", "pcf explain row:bom/B-01")
    gap = hand_made.status(next_step=step)
    assert next_command(gap) == "pcf explain row:bom/B-01"
    assert "not computable yet" in status_page(hand_made.status(), "en").render(80)


def test_colour_is_kept_out_of_files_and_pipes():
    page = footprint_page(hand_made.footprint(), "en")
    assert "\x1b[" not in page.render(100)
    assert "\x1b[" in page.render(100, color=True)
