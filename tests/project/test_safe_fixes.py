"""Safe fixes: the finding goes, nothing else changes, and where there is doubt nothing is done."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from small_project import FILES, make_project, replaced
from test_bad_inputs import CASES, changed_files

from pcf.findings import Findings, Fix, with_fix
from pcf.fixing.apply import Repair, State, planned, write_fixes
from pcf.fixing.safe import with_fixes
from pcf.fixing.text import cell_spans, read_source, toml_key_span, toml_value_span
from pcf.project import read_project

#: The bad inputs that leave one meaning; of all others a person has to decide.
FIXABLE = {
    "unknown_unit": "exchanges.E-1.unit: Kg -> kg",
    "unknown_choice": "exchanges.E-2.origin: secundary -> secondary",
    "unknown_stage": "processes.assembly.stage: produktion -> production",
    "allocation_unknown": "processes.assembly.allocation: masse -> mass",
    "unit_kind": "pcf.toml:unit.kind: functionl -> functional",
    "unknown_process": "exchanges.E-2.process: turnin -> turning",
    "unknown_supplying_process": "bom.B-1.supplier: process:tuning -> process:turning",
    "reference_flow_of_unknown_process": (
        "pcf.toml:unit.reference_flow.0.process: asembly -> assembly"
    ),
    "unknown_key": "pcf.toml:product.producr: producr -> producer",
}
#: name -> (file, good text, bad text, edits), on the small project.
MORE = {
    "wide unit": ("exchanges", ",0.2,,kg,", ",0.2,,ｋｇ,", "exchanges.E-1.unit: ｋｇ -> kg"),
    "unit of the kind of the flow": (
        "bom", "legs * leg_mass,kg", "legs * leg_mass,kgs", "bom.B-1.unit: kgs -> kg"),
    "unit of electricity": (
        "electricity", ",2,kWh,", ",2,KWH,", "electricity.EL-1.unit: KWH -> kWh"),
    "unit of length": (
        "transport", ",100,km", ",100,KM", "transport.T-1.distance_unit: KM -> km"),
    "unit of a parameter": (
        "parameters", 'value = 1\nunit = "kg"', 'value = 1\nunit = "KG"',
        "model/parameters.toml:kilo.unit: KG -> kg"),
    "process with a letter left out": (
        "exchanges", "E-1,assembly", "E-1,asembly", "exchanges.E-1.process: asembly -> assembly"),
    "process with two letters swapped": (
        "exchanges", "E-1,assembly", "E-1,assemlby", "exchanges.E-1.process: assemlby -> assembly"),
    "choice with two letters swapped": (
        "electricity", ",contract,", ",contarct,",
        "electricity.EL-1.kind: contarct -> contract"),
    "place in small letters": (
        "processes", ",CN-FJ,", ",cn_fj,", "processes.assembly.location: cn_fj -> CN-FJ"),
    "wide place": ("processes", ",CN,", ",ＣＮ,", "processes.turning.location: ＣＮ -> CN"),
    "place of the product": (
        "pcf", 'location = "CN-FJ"', 'location = "cn-FJ" # plant',
        "pcf.toml:product.location: cn-FJ -> CN-FJ"),
    "wide id": (
        "exchanges", "E-1,assembly", "Ｅ－１,assembly", "exchanges.Ｅ－１.id: Ｅ－１ -> E-1"),
    "process in capitals": (
        "exchanges", "E-1,assembly", "E-1, Assembly ",
        "exchanges.E-1.process: Assembly -> assembly"),
    "supplier in capitals": (
        "bom", "process:turning", "Process: TURNING",
        "bom.B-1.supplier: Process: TURNING -> process:turning"),
    "prefix of a supplier": (
        "bom", "process:turning", "proces:turning",
        "bom.B-1.supplier: proces:turning -> process:turning"),
    "evidence in small letters": ("bom", ",EV-1", ",ev-1", "bom.B-1.evidence: ev-1 -> EV-1"),
    "cargo in small letters": (
        "transport", "bom/B-1", "bom/b-1", "transport.T-1.cargo: bom/b-1 -> bom/B-1"),
    "parameter in capitals": (
        "bom", "legs * leg_mass", '"max(Legs, 1) * leg_mass + 0 * Legs * leg_mass"',
        "bom.B-1.formula: Legs -> legs"),
    "reference flow in capitals": (
        "pcf", 'process = "assembly"', "process = 'ASSEMBLY'",
        "pcf.toml:unit.reference_flow.0.process: ASSEMBLY -> assembly"),
    "stage in a list": (
        "pcf", '["raw_material", "production"]',
        '[ # two\n  "raw_materal", # "production"\n  "production",\n]',
        "pcf.toml:boundary.stages: raw_materal -> raw_material"),
    "header": (
        "exclusions", "reason,share", "reasons,share", "exclusions.reasons: reasons -> reason"),
    "header in Chinese": (
        "exclusions", "id,what", "id,排除的内容", "exclusions.排除的内容: 排除的内容 -> 排除内容"),
    "name of a section": (
        "pcf", "[boundary]", "[boundery]", "pcf.toml:boundery: boundery -> boundary"),
}  # fmt: skip
#: What looks alike and leaves a doubt, or would change a number.
LEFT = {
    "megagram is no milligram": ("exchanges", ",0.2,,kg,", ",0.2,,Mg,"),
    "milli or mega": ("electricity", ",2,kWh,", ",2,mwh,"),
    "two units are near": ("bom", "legs * leg_mass,kg", "legs * leg_mass,qg"),
    "wide decimal comma": ("exchanges", ",0.2,", ',"１，５",'),
    "thousands separators": ("exchanges", ",0.2,", ',"1,234,567.5",'),
    "percent": ("exchanges", ",0.2,", ",20%,"),
    "hash": ("evidence", "53d3267f", "63d3267f"),
    "another id": ("exchanges", "E-1,assembly", "E-1,assemble"),
    "one changed letter is another id": ("exchanges", "E-1,assembly", "E-1,asserbly"),
    "choice with two meanings": ("exchanges", "kg,,primary", "kg,,中级数据"),
    "short word": ("electricity", ",contract,", ",gri,"),
    "evidence table": ("evidence", "id,file,page,", "id,file,pages,"),
}


def look(folder: Path) -> State:
    found = tuple(read_project(folder).findings)
    return State(found, found, is_whole=False)


def repair(folder: Path) -> Repair:
    before = look(folder)
    return write_fixes(folder, with_fixes(folder, before.every), before, lambda: look(folder))


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def small(tmp_path: Path, name: str, good: str, bad: str) -> Path:
    names = {Path(file).stem: file for file in FILES}
    return make_project(tmp_path, **{name: replaced(FILES[names[name]], good, bad)})


def told(made: Repair) -> list[str]:
    return list(dict.fromkeys(str(edit).partition("  ")[2] for edit in made.edits))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_bad_input_is_fixed_or_left_alone(case, tmp_path):
    folder = make_project(tmp_path, **changed_files(case["changes"]))
    before = contents(folder)
    made = repair(folder)
    assert told(made) == ([FIXABLE[case["name"]]] if case["name"] in FIXABLE else [])
    if not made.planned:
        assert contents(folder) == before
        return
    assert not made.undone
    left = [item.code for item in read_project(folder).findings]
    assert case["code"] not in left
    notes = ["AL005"] if case["name"] == "allocation_unknown" else []  # had been hidden
    assert left == notes
    check_only_the_edits(before, folder, made)


def check_only_the_edits(before: dict[str, bytes], folder: Path, made: Repair) -> None:
    """Every byte outside the edits is as before; a second run finds nothing to do."""
    after = contents(folder)
    for file, data in before.items():
        lines = data.decode().splitlines(keepends=True)
        for edit in sorted(made.edits, key=lambda e: (e.line, e.begin), reverse=True):
            if edit.file == file:
                line = lines[edit.line - 1]
                assert line[edit.begin : edit.end] == edit.before
                lines[edit.line - 1] = line[: edit.begin] + edit.after + line[edit.end :]
        assert after[file].decode() == "".join(lines)
    assert set(after) == set(before)
    assert not repair(folder).planned
    assert contents(folder) == after


@pytest.mark.parametrize("name", MORE)
def test_one_meaning_is_written(name, tmp_path):
    file, good, bad, edit = MORE[name]
    folder = small(tmp_path, file, good, bad)
    before = contents(folder)
    assert any(item.level == "error" for item in read_project(folder).findings)
    made = repair(folder)
    assert told(made) == [edit]
    assert not made.undone
    assert read_project(folder).model is not None
    check_only_the_edits(before, folder, made)


@pytest.mark.parametrize("name", LEFT)
def test_doubt_is_left_to_a_person(name, tmp_path):
    folder = small(tmp_path, *LEFT[name])
    before = contents(folder)
    made = repair(folder)
    assert made.planned == ()
    assert len(read_project(folder).findings) > 0
    assert contents(folder) == before


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("form", ["utf-8", "utf-8-sig", "gb18030"])
def test_file_keeps_its_form(form, end, tmp_path):
    # Chinese headers, columns in another order, quoted cells, blank lines, no newline at the end
    lines = [
        '备注,编号,单位,单元过程,方向,流,数量,数据来源类型',
        '"一, ""二""",E-1,KG ,assembly,emission,co2-fossil,0.2,primary',
        "",
        ' 注 ,E-2,"KGS",Turning,输入,wood,１．１,secundary ',
    ]  # fmt: skip
    data = end.join(lines).encode(form)
    fine = data.replace(b"KG ,", b"kg ,").replace(b"Turning", b"turning")
    fine = fine.replace(b"secundary ", b"secondary ").replace(b'"KGS"', b'"kg"')
    flows = FILES["model/flows.csv"] + "wood,木材,wood,kg,1,\n"
    folder = make_project(tmp_path, exchanges=data, flows=flows)
    made = repair(folder)
    assert len(made.done) == 4
    written = (folder / "model/exchanges.csv").read_bytes()
    assert written == fine
    assert written.startswith(codecs.BOM_UTF8) == (form == "utf-8-sig")


def test_toml_keeps_comments_and_quotes(tmp_path):
    bad = "kind  =  'functionl'   # \"functionl\""
    text = replaced(FILES["pcf.toml"], 'kind = "functional"', bad)
    data = ("# 注释\n" + text).replace("\n", "\r\n").encode("utf-8-sig")
    folder = make_project(tmp_path, pcf=data)
    assert told(repair(folder)) == ["pcf.toml:unit.kind: functionl -> functional"]
    written = (folder / "pcf.toml").read_bytes()
    assert written == data.replace(b"'functionl'", b"'functional'")


def test_fix_that_brings_another_finding_is_taken_back(tmp_path):
    # 'Ｅ-2' in plain characters is E-2, which the next row is called already; kg stands
    text = FILES["model/exchanges.csv"].replace("E-1,", "Ｅ-2,").replace(",0.2,,kg", ",0.2,,KG")
    folder = make_project(tmp_path, exchanges=text)
    made = repair(folder)
    assert [item.code for item in made.done] == ["UN001"]
    (undone,) = made.undone
    assert (undone.finding.code, [f.code for f in undone.against]) == ("ID002", ["ID003"])
    written = (folder / "model/exchanges.csv").read_text("utf-8")
    assert written == text.replace(",KG,", ",kg,")


def test_fault_that_the_unreadable_cell_had_hidden_is_no_new_one(tmp_path):
    # turning has a co-product, so that its allocation needs a reason; 'masse' had hidden that
    exchanges = FILES["model/exchanges.csv"] + "E-3,turning,coproduct,chips,0.1,,kg,,primary\n"
    processes = replaced(FILES["model/processes.csv"], ",leg,1,kg,,", ",leg,1,kg,masse,")
    folder = make_project(tmp_path, exchanges=exchanges, processes=processes)
    made = repair(folder)
    assert [item.code for item in made.done] == ["NU018"]
    assert "AL004" in [item.code for item in read_project(folder).findings]


def test_error_that_the_same_cell_had_hidden_is_told_and_the_fix_stays(tmp_path):
    # the prefix 'proces' kept the id 'nobody' from being looked up: no unit process has it
    folder = small(tmp_path, "exchanges", "bg:wood/wood", "proces:nobody")
    (item,) = read_project(folder).findings.errors
    assert item.code == "GR005"
    source = read_source(folder, "model/exchanges.csv")
    column = FILES["model/exchanges.csv"].splitlines()[0].split(",").index("supplier")
    span = cell_spans(source, item.location.line)[column]
    edit = source.edit(span, "exchanges.E-2.supplier", "process:nobody")
    planned = [with_fix(item, Fix(True, (edit,)))]
    made = write_fixes(folder, planned, look(folder), lambda: look(folder))
    assert ([f.code for f in made.done], made.undone) == (["GR005"], ())
    (told,) = read_project(folder).findings.errors
    assert (told.code, told.location) == ("GR002", item.location)


def test_errors_below_a_header_that_could_not_be_read_are_told_and_the_fix_stays(tmp_path):
    text = FILES["model/exchanges.csv"].replace("origin", "orign").replace(",secondary", ",nobody")
    folder = make_project(tmp_path, exchanges=text)
    made = repair(folder)
    assert ([f.code for f in made.done], made.undone) == (["IO010"], ())
    assert "NU018" in [f.code for f in read_project(folder).findings]


def test_fix_that_leaves_its_finding_is_taken_back(tmp_path):
    folder = small(tmp_path, "exchanges", ",0.2,,kg,", ",0.2,,Kg,")
    before = contents(folder)
    (item,) = with_fixes(folder, read_project(folder).findings)
    source = read_source(folder, "model/exchanges.csv")
    spans = cell_spans(source, 2)
    useless = with_fix(item, Fix(True, (source.edit(spans[4], "exchanges.E-1.amount", "0.3"),)))
    made = write_fixes(folder, [useless], look(folder), lambda: look(folder))
    assert (made.done, [u.against for u in made.undone]) == ((), [()])
    assert contents(folder) == before


def test_nothing_is_left_behind_when_checking_fails(tmp_path):
    folder = small(tmp_path, "exchanges", ",0.2,,kg,", ",0.2,,Kg,")
    before = contents(folder)
    state = look(folder)

    def fail() -> State:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_fixes(folder, with_fixes(folder, state.every), state, fail)
    assert contents(folder) == before


def test_many_repeats_are_fixed_although_some_were_only_counted(tmp_path):
    # 1000 of 1200 are listed, so that one run writes 1000 and the next the other 200
    head = "id,process,direction,flow,amount,unit,origin\n"
    rows = "".join(f"E-{n},assembly,emission,co2,1,KG,primary\n" for n in range(1200))
    folder = make_project(tmp_path, exchanges=head + rows)
    assert len(repair(folder).done) == 1000
    assert len(repair(folder).done) == 200
    assert (folder / "model/exchanges.csv").read_text("utf-8") == (head + rows).replace("KG", "kg")


def test_closed_folders_and_unsafe_fixes_are_never_planned(tmp_path):
    folder = small(tmp_path, "exchanges", ",0.2,,kg,", ",0.2,,Kg,")
    (item,) = with_fixes(folder, read_project(folder).findings)
    (edit,) = item.fix.edits
    assert planned([item]) == (item,)
    assert planned([with_fix(item, Fix(False, (edit,)))]) == ()
    from dataclasses import replace

    for name in ("suppliers/a.toml", "evidence/evidence.csv", "declarations/a", "review/x.csv"):
        assert planned([with_fix(item, Fix(True, (replace(edit, file=name),)))]) == ()
    other = with_fix(item, Fix(True, (replace(edit, after="g"),)))
    assert planned([item, other]) == (item,)  # one place, two wishes: the first one


def test_link_to_another_place_is_not_written_through(tmp_path):
    folder = small(tmp_path, "exchanges", ",0.2,,kg,", ",0.2,,Kg,")
    table = folder / "model/exchanges.csv"
    table.rename(tmp_path / "elsewhere.csv")
    table.symlink_to(tmp_path / "elsewhere.csv")
    assert all(item.fix is None for item in with_fixes(folder, read_project(folder).findings))


def test_cells_of_a_record(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes('\ufeffa,"b ""x"" , y" , c\r\n"two\nlines",,last'.encode())
    source = read_source(tmp_path, "a.csv")
    assert source.mark == codecs.BOM_UTF8

    def texts(line: int) -> list[str]:
        return [source.text[slice(*span)] for span in cell_spans(source, line)]

    assert texts(1)[:2] == ["a", 'b ""x"" , y']
    assert texts(2) == ["two\nlines", "", "last"]


def test_text_is_found_in_a_statement_once_or_not_at_all(tmp_path):
    lines = ["[a.b]", 'k = "x" # "x"', 'l = ["x", "x"]', 'm = """x"""', "'n' = 'y'", "o.p = 'z'"]
    (tmp_path / "a.toml").write_text("\n".join(lines), encoding="utf-8")
    source = read_source(tmp_path, "a.toml")
    found = toml_value_span(source, 2, "x")
    assert source.text[found[0] - 1 : found[1] + 1] == '"x"'
    assert toml_value_span(source, 3, "x") is None
    assert toml_value_span(source, 4, "x") is None
    assert source.text[slice(*toml_key_span(source, 1, "b"))] == "b"
    assert source.text[slice(*toml_key_span(source, 6, "p"))] == "p"
    assert toml_key_span(source, 6, "z") is None


def test_findings_keep_their_order_and_number(tmp_path):
    folder = small(tmp_path, "exchanges", ",0.2,,kg,", ",much,,Kg,")
    found = read_project(folder).findings
    fixed = with_fixes(folder, found)
    assert isinstance(fixed, Findings)
    assert [f.code for f in fixed] == [f.code for f in found] == ["NU001", "UN001"]
    assert [f.fix is not None for f in fixed] == [False, True]
