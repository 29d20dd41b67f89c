"""Each fault of the tables is refused with its code, file, line and column."""

import pytest

from pcf.background import open_background
from pcf.errors import PcfError, UsageError

X = "energy/exchanges.csv"
P = "energy/processes.csv"
F = "flows.csv"

FAULTS = [
    # file, text, replacement, code, line, column
    (X, "0.01,kg", "0.01o,kg", "DS006", 4, "amount"),
    (X, "0.01,kg", "nan,kg", "DS007", 4, "amount"),
    (X, "0.01,kg", "1e999,kg", "DS007", 4, "amount"),
    (X, "0.01,kg", ",kg", "DS009", 4, "amount"),
    (X, "c3,coal_mine,emission", "c3,coal_mine,exhaust", "DS008", 4, "direction"),
    (X, "c3,coal_mine,emission,", "c3,coal_mine,emission,,", "DS010", 4, None),
    (X, "id,process", "id,prozess", "DS004", 1, "process"),
    (X, "ledger,tag", "ledger,colour,tag", "DS005", 1, "colour"),
    (X, "c3,coal_mine", "c2,coal_mine", "DS012", 4, "id"),
    (P, "power_plant,电厂", "coal_mine,电厂", "DS012", 3, "id"),
    (F, "heat,热", "coal,热", "DS012", 6, "id"),
    (X, "c3,coal_mine", "c3,coal_pit", "DS013", 4, "process"),
    (X, "ch4_fossil,0.01", "ch4_fosil,0.01", "DS014", 4, "flow"),
    (P, "coal mine,coal,", "coal mine,cole,", "DS014", 2, "product"),
    (X, "0.1,kWh,power_plant", "0.1,kWh,", "DS015", 3, "provider"),
    (X, "0.1,kWh,power_plant", "0.1,kWh,power_plan", "DS016", 3, "provider"),
    (X, "0.1,kWh,power_plant", "0.1,kWh,coal_mine", "DS017", 3, "provider"),
    (X, "0.1,kWh,power_plant", "0.1,kg,power_plant", "DS018", 3, "unit"),
    (P, "coal,1,kg", "coal,1,kWh", "DS018", 2, "unit"),
    (F, "coal,product,kg", "coal,product,kgz", "DS019", 4, "unit"),
    (X, "c1,coal_mine,output,coal", "c1,coal_mine,coproduct,coal", "DS020", 2, None),
    (X, "p4,power_plant,coproduct,ash", "p4,power_plant,coproduct,power", "DS021", 8, None),
    (X, "c1,coal_mine,output,coal,1", "c1,coal_mine,output,coal,2", "DS022", 2, None),
    (P, "none,PAPER,published\npower", "none,,published\npower", "DS023", 2, "sources"),
    (X, "0.01,kg,,,,,,published,PAPER", "0.01,kg,,,,,,published,", "DS023", 4, "sources"),
    (P, "none,PAPER,published\npower", "none,PAPR,published\npower", "DS024", 2, "sources"),
    (X, "c1,coal_mine,output,coal,1", "c1,coal_mine,output,coal,-1", "DS025", 2, "amount"),
    (X, "p4,power_plant,coproduct,ash", "p4,power_plant,coproduct,coal", "DS027", 3, "allocation"),
    (X, "c3,coal_mine,emission", "c3,coal_mine,input", "DS028", 4, "direction"),
    (F, "CH4,,,,fossil,CH4", "CH4,,,,,", "DS029", 3, "ledger"),
    (F, "fuel,,,,,,,,", "fuel,,,,,,fossil,CO2,", "DS029", 4, "ledger"),
    ("manifest.toml", 'version = "1"\n', "", "DS003", None, "version"),
]


def faults(mini):
    with pytest.raises(PcfError) as caught:
        open_background(folder=mini.folder)
    return caught.value.findings


@pytest.mark.parametrize(("file", "old", "new", "code", "line", "column"), FAULTS)
def test_a_fault_is_named_with_its_place(mini, file, old, new, code, line, column):
    mini.change(file, old, new)
    found = [(f.code, f.location.file, f.location.line, f.location.column) for f in faults(mini)]
    where = P if code in ("DS020", "DS027") else file
    assert (code, f"mini/{where}", line, column) in found


@pytest.mark.parametrize(("file", "old", "new"), [fault[:3] for fault in FAULTS])
def test_every_message_reads_in_both_languages(mini, file, old, new):
    for item in faults(mini.change(file, old, new)):
        for lang in ("zh", "en"):
            assert item.message(lang)
            assert "''" not in item.help(lang)
            assert "“”" not in item.help(lang)


def test_all_faults_come_in_one_pass(mini):
    mini.change(X, "0.01,kg", "x,kg").change(
        P, "none,PAPER,published\npower", "none,PAPR,published\npower"
    )
    mini.change(X, "0.4,kg,coal_mine", "0.4,kg,coal_mines")
    assert [f.code for f in faults(mini)] == ["DS006", "DS024", "DS016"]


def test_an_unreadable_number_is_told_once(mini):
    assert [f.code for f in faults(mini.change(X, "0.01,kg", "inf,kg"))] == ["DS007"]


def test_digits_of_other_scripts_and_underscores_are_no_numbers(mini):
    for text in ("0.0１", "0_1", "1,5e"):
        mini.change(X, "0.01,kg", f'"{text}",kg')
        assert [(f.code, f.observed) for f in faults(mini)] == [("DS006", text)]
        mini.change(X, f'"{text}",kg', "0.01,kg")


def test_messages_say_value_and_nearest_word(mini):
    (item,) = faults(mini.change(X, "0.1,kWh,power_plant", "0.1,kWh,power_plan"))
    assert item.message("en") == "the provider 'power_plan' of 'c2' does not exist"
    assert item.message("zh") == "“c2”的供应过程“power_plan”不存在"
    assert item.help("en") == "nearest id: 'power_plant'"


def test_unit_message(mini):
    (item,) = faults(mini.change(X, "0.1,kWh,power_plant", "0.1,kg,power_plant"))
    assert item.message("en") == (
        "unit 'kg' of 'c2' cannot be converted to 'kWh', the unit of flow 'power'"
    )


def test_a_waste_cannot_be_drawn(mini):
    mini.add(X, "c4,coal_mine,input,ash,1,kg,power_plant,,,,,published,PAPER")
    assert [(f.code, f.location.line) for f in faults(mini)] == [("DS028", 9)]


def test_allocation_needs_the_property_of_every_output(mini):
    mini.change(P, "unit,energy,none", "unit,energy,economic")
    mini.add(X, "p5,power_plant,coproduct,heat,2,MJ,,,1,,,published,PAPER")
    (item,) = faults(mini)
    assert (item.code, item.location.line, item.location.column) == ("DS026", 9, "price")
    assert item.node == "power_plant"


def test_text_in_another_encoding_is_refused(mini):
    path = mini.folder / P
    path.write_bytes(path.read_bytes().decode().encode("gb18030"))
    item = faults(mini)[0]
    assert (item.code, item.location.line) == ("DS011", 2)


def test_missing_table(mini):
    (mini.folder / "sources.csv").unlink()
    item = faults(mini)[0]
    assert (item.code, item.location.file) == ("DS002", "mini/sources.csv")


def test_missing_folder(tmp_path):
    with pytest.raises(PcfError) as caught:
        open_background(folder=tmp_path / "nothing")
    assert [f.code for f in caught.value.findings] == ["DS002"]


def test_unknown_background_suggests_the_near_one():
    with pytest.raises(UsageError) as caught:
        open_background("pcf-opem")
    (item,) = caught.value.findings
    assert (item.code, item.suggestion) == ("DS001", "pcf-open")


def test_unknown_allocation():
    with pytest.raises(UsageError) as caught:
        open_background(allocation="exergy")
    assert [f.code for f in caught.value.findings] == ["DS032"]
