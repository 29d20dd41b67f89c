"""Every published figure is compared or not comparable, and every difference is explained."""

from __future__ import annotations

import csv
import re
import tomllib
from math import fsum

import pytest
from pages import comparison, data, targets
from pages.systems import system
from pages.validation import SYSTEMS, WHOLES, published_text, summary

from pcf import open_background
from pcf.location import data_root

FOLDER = data_root("datasets") / "validation"
ROWS = data.published()


def test_all_figures_are_there_with_unique_ids() -> None:
    assert [row.id for row in ROWS] == [f"v{n:03}" for n in range(1, 203)]


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.id)
def test_figure_is_compared_or_says_why_not(row) -> None:
    if row.compare:
        assert not any(row.why_not.values())
    else:
        assert all(row.why_not.values())
        assert not any(row.explanation.values())
        assert all(comparison.filled(row.why_not[lang], row) for lang in ("zh", "en"))


@pytest.mark.parametrize("row", [r for r in ROWS if r.compare], ids=lambda r: r.id)
def test_difference_is_explained_in_both_languages(row) -> None:
    far = [c for c in comparison.of_row(row) if not c.near]
    assert len(comparison.of_row(row)) == len(row.compare)
    assert row.value is not None or row.lower is not None or row.upper is not None
    if not far:
        return
    for lang in ("zh", "en"):
        told = comparison.filled(row.explanation[lang], row)
        assert len(told) > 25, (row.id, lang, far)
        assert not re.search(r"[{}]|nan|inf\b", told)
    assert re.search(r"[一-鿿]", row.explanation["zh"])
    assert not re.search(r"[一-鿿]", row.explanation["en"])


def test_no_explanation_stands_where_nothing_needs_one() -> None:
    idle = [r.id for r in ROWS if r.explanation["en"] and all(c.near for c in comparison.of_row(r))]
    assert idle == []


def test_what_near_means() -> None:
    row = next(r for r in ROWS if r.id == "v027")  # 62, published range 54 to 69
    one = comparison.of_row(row)[0]

    def at(value: float) -> comparison.Comparison:
        return comparison.Comparison(row, one.target, one.text, value)

    assert at(62).near
    assert at(69).near
    assert (at(69.1).near, at(69.1).side) == (False, "above")  # 11 % off, but outside the range
    assert (at(53).near, at(53).side) == (False, "below")
    assert at(124).ratio == 2


def test_gap_of_a_range_is_measured_from_its_nearest_bound() -> None:
    row = next(r for r in ROWS if r.id == "v041")  # 114 to 137, no central value
    one = comparison.of_row(row)[0]
    assert one.ratio is None
    assert (one.mark, one.side) == (114, "below")


def test_recalled_figures_are_shown_as_such() -> None:
    recalled = [r for r in ROWS if r.tag]
    assert {r.tag for r in recalled} == {"recall"}
    assert len(recalled) == 19
    assert all(published_text(r).endswith("[recall]") for r in recalled)


def test_sources_are_citations_of_the_background() -> None:
    background = open_background()
    for row in ROWS:
        assert row.source
        for key in row.sources:
            assert background.source(key).citation


def test_provenance_counts_the_rows() -> None:
    told = tomllib.loads((FOLDER / "battery.provenance.toml").read_text(encoding="utf-8"))
    counted: dict[str, int] = {}
    for row in ROWS:
        for key in row.sources:
            counted[key] = counted.get(key, 0) + 1
    assert (told["file"], told["rows"]) == ("battery.csv", len(ROWS))
    assert told["sources"] == counted
    assert told["tags"]["recall"] == sum(row.tag == "recall" for row in ROWS)
    assert sum(told["tags"].values()) == len(ROWS)


@pytest.mark.parametrize("text", ["", "pack", "weight lfp", "pack lfp @nowhere", "eval lfp"])
def test_words_outside_the_vocabulary_are_refused(text: str) -> None:
    if text == "pack":  # a verb without a system
        with pytest.raises(IndexError):
            targets.value(targets.parse(text))
        return
    with pytest.raises(ValueError, match="not a target"):
        targets.parse(text)


def test_factor_and_stand_in_of_a_target() -> None:
    plain = targets.value(targets.parse("data natural_graphite_coating"))
    assert targets.value(targets.parse("data natural_graphite_coating * 2")) == 2 * plain
    hydro = targets.value(targets.parse("data natural_graphite_coating @hydro"))
    assert hydro == pytest.approx(
        targets.value(targets.parse("data natural_graphite_coating"), "hydro")
    )
    assert hydro < plain


def test_data_targets_are_the_intensities_of_the_background() -> None:
    from pcf.climate import characterize, load_factor_set

    background = open_background()
    factors, missing = characterize(background.columns, load_factor_set("AR6"), "0/0")
    assert missing == ()
    y = background.intensities @ factors
    for row in ROWS:
        for text in row.compare:
            target = targets.parse(text)
            if target.verb == "data" and not target.lever:
                expected = y[background.index(target.words[0])] * target.factor
                assert targets.value(target) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("name", ["lfp", "nmc811"])
def test_pack_is_that_of_the_example(name: str) -> None:
    # stages raw material and production of `pcf calc`; its packaging for end of life is the only
    # part of them that does not lie upstream of the pack
    of = system(name)
    upstream = of.intensities()[of.pack] / of.energy
    assert of.energy == pytest.approx(100, rel=1e-12)
    assert targets.base_pack(name) == pytest.approx(upstream, rel=1e-3)
    fed = of.footprint.context.intensities()
    for key, value in fed.items():
        assert of.intensities()[of.keys.index(key)] == pytest.approx(value, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("name", SYSTEMS)
def test_parts_do_not_overlap_and_stay_below_the_pack(name: str) -> None:
    parts = {p.id: targets.part_value(name, p, {}) for p in data.parts().values()}
    whole = targets.base_pack(name)
    assert all(value > 0 for value in parts.values())
    assert fsum(v for k, v in parts.items() if k not in WHOLES) < whole
    assert parts["cell"] < whole
    # what the parts leave: carbon black, small parts, packaging, inbound transport
    assert 0 < whole - fsum(v for k, v in parts.items() if k not in WHOLES) < 0.03 * whole


def test_factory_energy_is_that_of_the_example() -> None:
    # Degen & Schutte 2022: 41.48 kWh per kWh of cells, 21.38 of it natural gas
    for name in SYSTEMS:
        assert targets.value(targets.parse(f"energy {name} total")) == pytest.approx(
            41.48, rel=1e-3
        )
        assert targets.value(targets.parse(f"energy {name} gas")) == pytest.approx(21.38, rel=1e-3)


def test_a_stand_in_takes_the_place_of_the_maker() -> None:
    of = system("lfp")
    swapped = of.intensities({"elec_grid_cn": "elec_grid_us"})
    grid, other = (of.column(n, background=True) for n in ("elec_grid_cn", "elec_grid_us"))
    assert swapped[grid] == pytest.approx(swapped[other], rel=1e-12)
    cathode = of.column("lfp_solid_state")
    fixed = of.intensities({"lfp_solid_state": 9.446})
    assert fixed[cathode] == 9.446
    change = of.intensities()[of.pack] - fixed[of.pack]
    gross = of.output(cathode) * of.energy
    assert change == pytest.approx(gross * (of.intensities()[cathode] - 9.446), rel=1e-9)


def test_a_stand_in_of_another_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="kWh"):
        system("lfp").intensities({"elec_grid_cn": "map_steel_sheet"})


def test_summary_counts_every_figure() -> None:
    found = comparison.comparisons()
    near = sum(c.near for c in found)
    compared = len({c.row.id for c in found})
    assert summary().startswith(f"{compared} figures are compared, in {len(found)} comparisons: ")
    assert f"{near} are near, {len(found) - near} differ" in summary()
    assert f"{len(ROWS) - compared} figures are not comparable" in summary()


def test_table_has_no_stray_columns() -> None:
    with (FOLDER / "battery.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert None not in row
            assert row["rests_on"] in ("", "figure", "inventory")
            assert None not in row.values()
