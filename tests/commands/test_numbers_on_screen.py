import pytest

from pcf.report.numbers import aligned, number, percent, signed


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "n/a"),
        (float("nan"), "n/a"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (0.06553, "0.06553"),
        (648.64, "648.6"),
        (13794.2, "13794"),
        (1234567.0, "1234567"),
        (2.5e12, "2.5e+12"),
        (1.2344e-7, "1.234e-07"),
        (-2.0, "-2"),
    ],
)
def test_a_figure_keeps_four_digits_and_its_whole_part(value, shown):
    assert number(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (None, "n/a"),
        (0.0, "0 %"),
        (0.00001, "<0.1 %"),
        (-0.00001, ">-0.1 %"),
        (0.6543, "65.4 %"),
        (1.0, "100.0 %"),
        (-0.25, "-25.0 %"),
    ],
)
def test_a_small_share_is_not_shown_as_nothing(share, shown):
    assert percent(share) == shown


def test_decimal_points_stand_below_each_other():
    assert aligned([0.0412, 12.5, 137.0, 0.0, None]) == [
        "  0.0412",
        " 12.5   ",
        "137     ",
        "  0     ",
        "n/a     ",
    ]


def test_a_change_has_its_sign():
    assert [signed(t) for t in ("1", "-1", "0", "n/a", "<0.1 %")] == [
        "+1",
        "-1",
        "0",
        "n/a",
        "+<0.1 %",
    ]


def test_changes_line_up_with_their_signs():
    assert aligned([0.5, -12.25, 0.0], sign=True) == [" +0.5 ", "-12.25", "  0   "]
