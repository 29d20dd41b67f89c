"""ecoSpold 1 files become backgrounds whose numbers can be done by hand."""

from __future__ import annotations

import pytest
from ecospold_kit import Row1, Set1, chain1, co2, xml1
from linked_kit import imported, intensity, read

from pcf.importing.database import import_database

#: kg per unit of the product; the first is per kWh here.
BY_HAND = {"1": 0.9, "2": 0.1, "3": 0.5, "4": 2.0}


def done_with(tmp_path, sets, **settings):
    return imported(tmp_path, {"all.xml": xml1(sets)}, **settings)


@pytest.mark.parametrize("form", ["one file", "a file each", "single", "latin 1", "gb18030"])
def test_numbers_by_hand(tmp_path, form):
    sets = chain1()
    if form == "single":
        path = tmp_path / "all.xml"
        path.write_bytes(xml1(sets))
        done = import_database(path, tmp_path, id="db")
    elif form == "a file each":
        done = imported(tmp_path, {f"{s.number}.xml": xml1([s]) for s in sets})
    else:
        encoding = {"latin 1": "iso-8859-1", "gb18030": "gb18030"}.get(form, "UTF-8")
        done = imported(tmp_path, {"all.xml": xml1(sets, encoding)})
    assert done.format == "ecospold1"
    for one, value in BY_HAND.items():
        assert intensity(done, one) == pytest.approx(value, rel=1e-12)
    assert done.conservation.count("exchange").taken == 11
    assert done.conservation.count("exchange").held == 0
    assert done.links == {"only-supplier": 4}
    record = done.background.process("4")
    assert (record.location, record.year, record.name_en) == ("CN", "2001", "steel")


def test_inputs_that_bear_the_numbers_of_data_sets(tmp_path):
    sets = chain1()
    for one in sets:
        for row in one.rows:
            if row.group[0] == "i":
                row.number = str(int(row.number) - 100)
    done = done_with(tmp_path, sets)
    for one, value in BY_HAND.items():
        assert intensity(done, one) == pytest.approx(value, rel=1e-12)
    assert done.links == {"stated": 4}
    (told,) = [f for f in done.findings if f.code == "IM052"]
    assert (told.params["count"], told.expected) == (0, "4")


def test_a_number_that_stands_for_several_names_is_no_link(tmp_path):
    sets = chain1()
    for one in sets:  # rows numbered from one in each data set
        for position, row in enumerate(one.rows, 1):
            row.number = str(position)
    done = done_with(tmp_path, sets)
    by_name = {p.name_en: p.id for p in done.background.processes()}
    assert intensity(done, by_name["power"]) == pytest.approx(0.9)
    assert intensity(done, by_name["steel"]) == pytest.approx(2.0, rel=1e-12)


def test_waste_and_avoided_products(tmp_path):
    sets = chain1()
    sets[3].rows[3] = Row1("105", "slag", "kg", "3", "o3")
    sets[3].rows.append(Row1("101", "power", "kWh", "2", "o1"))
    done = done_with(tmp_path, sets)
    # 20 without treatment 1.5, less 2 kWh of 0.9: 16.7 over 10 kg
    assert intensity(done, "4") == pytest.approx(1.67, rel=1e-12)
    assert done.links == {"only-supplier": 4, "open-none": 1}


def with_gas(allocation):
    sets = chain1()
    sets[3].rows.append(Row1("106", "gas", "kg", "30", "o2"))
    sets[3].type = "5"
    sets[3].allocation = allocation
    return sets


def share(product, fraction, rows):
    listed = "".join(f"<referenceToInputOutput>{r}</referenceToInputOutput>" for r in rows)
    return (
        f'<allocation referenceToCoProduct="{product}" allocationMethod="-1" '
        f'fraction="{fraction}">{listed}</allocation>'
    )


ALL = ("101", "102", "103", "900")


def test_shares_of_co_products(tmp_path):
    done = done_with(tmp_path, with_gas(share("104", 40, ALL) + share("106", 60, ALL)))
    assert intensity(done, "4") == pytest.approx(0.8, rel=1e-12)  # 40 % of 20 kg over 10 kg
    assert done.background.share("4", "106") == pytest.approx(0.6)


def test_shares_that_differ_by_exchange(tmp_path):
    some = share("104", 100, ("102",)) + share("104", 20, ("101", "103", "900"))
    done = done_with(tmp_path, with_gas(some + share("106", 80, ("101", "103", "900"))))
    # power 9, transport 0.5, slag 1.5, own 9: steel takes the transport and a fifth of the rest
    assert intensity(done, "4") == pytest.approx((0.2 * 19.5 + 0.5) / 10, rel=1e-12)
    assert intensity(done, "4--2") == pytest.approx(0.8 * 19.5 / 30, rel=1e-12)


def test_two_allocated_products_without_a_reference(tmp_path):
    sets = with_gas(share("104", 40, ALL) + share("106", 60, ALL))
    sets[3].rows[0].group = "o2"
    assert intensity(done_with(tmp_path, sets), "4") == pytest.approx(0.8, rel=1e-12)
    sets[3].allocation = ""
    done = done_with(tmp_path, sets)
    assert done.conservation.reasons()["process", "several-reference-flows"] == 1


def test_types_of_data_sets(tmp_path):
    sets = chain1()
    sets[0].type = "2"
    sets[1].more = 'localName="卡车运输"'
    done = done_with(tmp_path, sets)
    assert done.kinds == {"result": 1, "unit": 3}
    assert done.links["open-other-kind"] == 2
    assert done.background.process("2").name_zh == "卡车运输"


def test_a_result_of_an_assessment_is_no_inventory(tmp_path):
    text = xml1(chain1()).decode()
    text = text.replace('type="1" version', 'impactAssessmentResult="true" type="1" version', 1)
    done = imported(tmp_path, {"all.xml": text})
    assert done.conservation.reasons() == {
        ("exchange", "process-held"): 2,
        ("process", "not-inventory"): 1,
    }


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('uncertaintyType="1" standardDeviation95="1.22"', ("log-normal", None, None, 1.22, None)),
        # twice the standard deviation is 5 % of 10
        ('uncertaintyType="2" standardDeviation95="0.5"', ("normal", None, None, 5.0, None)),
        ('uncertaintyType="3" minValue="8" maxValue="13" mostLikelyValue="9"',
         ("triangular", 8.0, 13.0, None, 9.0)),
        ('uncertaintyType="4" minValue="8" maxValue="13"', ("uniform", 8.0, 13.0, None, None)),
    ],
)  # fmt: skip
def test_spreads_of_amounts(tmp_path, more, expected):
    sets = chain1()
    sets[3].rows[1].more = more
    path = tmp_path / "a.xml"
    path.write_bytes(xml1(sets))
    package, _ = read(path)
    spread = package.processes["4"].exchanges[1].uncertainty
    assert (spread.kind, spread.low, spread.high, spread.deviation, spread.mode) == expected


def test_what_is_not_valid_is_read_all_the_same(tmp_path):
    sets = chain1()
    sets[3].rows.append(co2("1"))  # the same number twice in one data set
    sets[3].rows[1].more = 'CASNumber="NaN" formula="NaN"'
    done = done_with(tmp_path, sets)
    assert intensity(done, "4") == pytest.approx(2.1, rel=1e-12)
    package, _ = read(tmp_path / "package.zip")
    assert package.flows["101"].cas == ""
    assert [x.id for x in package.processes["4"].exchanges][-2:] == ["900", "900~6"]


def test_air_that_was_cut_in_two_is_still_air(tmp_path):
    sets = chain1()
    for one in sets:
        for row in one.rows:
            if row.number == "900":
                row.more = 'category="troposphere" subCategory="rural"'
    assert intensity(done_with(tmp_path, sets), "4") == pytest.approx(2.0, rel=1e-12)


def test_one_number_twice_with_different_content(tmp_path):
    sets = [*chain1(), Set1("1", "other", [Row1("101", "power", "kWh", "1", "o0"), co2("7")])]
    done = done_with(tmp_path, sets)
    assert intensity(done, "4") == pytest.approx(2.0, rel=1e-12)
    assert done.conservation.reasons() == {
        ("exchange", "process-held"): 2,
        ("process", "duplicate-id"): 1,
    }
    (told,) = [f for f in done.findings if f.code == "IM018"]
    assert told.location.file == "all.xml"


def test_an_unreadable_amount_and_a_missing_group(tmp_path):
    sets = chain1()
    sets[3].rows[1].amount = "NaN"
    sets[3].rows[2].group = ""
    done = done_with(tmp_path, sets)
    assert done.conservation.reasons() == {
        ("exchange", "amount-unreadable"): 1,
        ("exchange", "direction-missing"): 1,
    }
    held = [h for h in done.conservation.held if h.reason == "amount-unreadable"]
    assert (held[0].place.file, held[0].place.line, held[0].detail) == ("all.xml", 17, "NaN")
