import pytest

from pcf.findings import Location
from pcf.report.excerpt import excerpt, fit
from pcf.report.width import cells


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "model").mkdir()
    return tmp_path


def write(folder, text, encoding="utf-8-sig"):
    (folder / "model" / "bom.csv").write_bytes(text.encode(encoding))


def marked(folder, line, column, width=100):
    found = excerpt(folder, Location("model/bom.csv", line, column))
    text, carets = fit(found, width)
    return text, carets


def under(text, carets):
    """Text that stands above the carets, counted in cells."""
    begin = carets.index("^")
    taken = ""
    position = 0
    for character in text:
        if begin <= position < len(carets):
            taken += character
        position += cells(character)
    return taken


def test_chinese_headers_and_cells(folder):
    write(folder, "编号,物料,数量,单位\nB-01,电池级碳酸锂,1,5,kg\n".replace("1,5", "１．５"))
    text, carets = marked(folder, 2, "amount")
    assert under(text, carets) == "１．５"


def test_gb18030(folder):
    write(folder, "编号,物料,数量\nB-01,碳酸锂,x\n", "gb18030")
    assert under(*marked(folder, 2, "amount")) == "x"


def test_commas_in_quotes_do_not_count(folder):
    write(folder, 'id,flow,amount\nB-01,"a, ""b"", c",7\n')
    assert under(*marked(folder, 2, "amount")) == "7"


def test_an_empty_cell_has_one_caret(folder):
    write(folder, "id,flow,amount\nB-01,,7\n")
    _, carets = marked(folder, 2, "flow")
    assert carets == "     ^"


@pytest.mark.parametrize("width", [20, 24, 37, 57, 60])
@pytest.mark.parametrize("column", ["id", "flow", "amount", "note"])
def test_a_long_line_is_cut_around_its_cell(folder, width, column):
    note = "很长的备注" * 30
    write(folder, f"id,flow,part,amount,note\nB-01,碳酸锂,{'部件' * 40},12.4,{note}\n")
    text, carets = marked(folder, 2, column, width)
    assert cells(text) <= width
    assert cells(carets) <= width
    expected = {"id": "B-01", "flow": "碳酸锂", "amount": "12.4"}.get(column)
    if expected:
        assert under(text, carets) == expected
    else:
        assert under(text, carets).startswith("很长")


def test_an_unknown_column_shows_the_line_alone(folder):
    write(folder, "id,flow\nB-01,x\n")
    assert marked(folder, 2, "amount") == ("B-01,x", "")


def test_nothing_outside_the_folder_is_shown(folder, tmp_path_factory):
    secret = tmp_path_factory.mktemp("other") / "secret.csv"
    secret.write_text("id\nsecret\n", encoding="utf-8")
    assert excerpt(folder, Location(str(secret), 2)) is None
    assert excerpt(folder, Location("../" * 9 + "etc/passwd", 1)) is None


def test_lines_that_are_not_there(folder):
    write(folder, "id\n")
    assert excerpt(folder, Location("model/bom.csv", 99)) is None
    assert excerpt(folder, Location("model/none.csv", 1)) is None
    assert excerpt(folder, None) is None
