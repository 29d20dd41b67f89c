"""A million rows: read in one stream, equal cells kept once, faults bounded."""

from __future__ import annotations

from small_project import make_project

from pcf.project import read_project

HEAD = "id,process,direction,flow,amount,unit,supplier,origin,source\n"


def write_rows(folder, count, unit="kg"):
    """Write the table row by row; the text is never held as a whole."""
    with (folder / "model" / "exchanges.csv").open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(HEAD)
        for n in range(count):
            stream.write(
                f"E-{n},assembly,input,flow-{n % 500},{n % 977}.5,{unit},bg:ds-{n % 500},"
                f"secondary,Handbook table {n % 40}\n"
            )


def test_a_million_rows(tmp_path):
    write_rows(make_project(tmp_path), 1_000_000)
    reading = read_project(tmp_path)
    assert list(reading.findings) == []
    exchanges = reading.model.exchanges
    assert len(exchanges) == 1_000_001
    last = exchanges[999_999]
    # row n stands on line n + 2; 999 999 modulo 977 is 528
    assert (last.id, last.place.line, last.amount.value) == ("E-999999", 1_000_001, 528.5)
    # equal texts and suppliers are one object
    assert exchanges[0].amount.unit is last.amount.unit
    assert exchanges[0].supplier is exchanges[500].supplier
    assert exchanges[0].place.file is last.place.file


def test_many_faulty_rows_stay_few_findings(tmp_path):
    write_rows(make_project(tmp_path), 20_000, unit="kgs")
    found = list(read_project(tmp_path).findings)
    assert sum(f.code == "UN001" for f in found) == 1000
    assert [f.observed for f in found if f.code == "IO022"] == ["19000"]


def test_many_distinct_unknown_names_stay_quick(tmp_path):
    # every row names another unknown process: suggestions are made for the first of them only
    write_rows(make_project(tmp_path), 3000)
    path = tmp_path / "model" / "exchanges.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    text = "\n".join(
        [lines[0], *(r.replace("assembly", f"asm{n}") for n, r in enumerate(lines[1:]))]
    )
    path.write_text(text, encoding="utf-8")
    found = [f for f in read_project(tmp_path).findings if f.code == "GR001"]
    assert len(found) == 1000
    assert found[-1].suggestion is None
