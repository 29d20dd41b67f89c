"""A part whose name holds the word of the cell is no cell; a cell by any name has its parts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_deleted_rows_of_batteries import pack, reading

from pcf.background import open_background
from pcf.calc.calculate import link_model
from pcf.location import data_root
from pcf.model import Amount, Model, StudyValue, Supplier
from pcf.project.reader import Reading
from pcf.rules.case import Case
from pcf.rules.evaluate import Evaluator
from pcf.rules.heads import names_thing
from pcf.rules.packs import registry
from pcf.rules.record import Record
from pcf.rules.required_search import is_shown
from pcf.rules.subjects import Subjects

INSULATION, NITROGEN = ("silicone", "silicone_glo"), ("nitrogen_gas", "map_nitrogen_gas")
Material = tuple[str, str]


def _case(read: Reading, model: Model) -> Case:
    background = open_background(model.background.id, model.background.allocation)
    made = replace(read, model=model, study=model.study)
    return Case(data_root("datasets"), made, link_model(model, background, {}), None)


def missing(
    names: tuple[str, str],
    user: str,
    takes: tuple[Material, ...] = (INSULATION,),
    gone: tuple[str, ...] = (),
    called: dict[str, tuple[str, str]] | None = None,
) -> set[str]:
    """Nodes of the failures of the lists, with a part of this name made here and put in.

    called
        Other names of flows, in both languages; their ids are no longer those that pcf knows.
    """
    read = reading("lfp-pack")
    model = read.model
    assert model is not None
    first = next(e for e in model.exchanges if e.direction == "input" and e.process == user)
    process = replace(
        next(p for p in model.processes if p.id == "make_pack_gasket"),
        id="make_part", name_zh=f"{names[0]}制造", name_en=f"{names[1]}, manufacture",
        product="own_part",
    )  # fmt: skip
    flow = replace(next(f for f in model.flows if f.id == "pack_gasket"),
                   id="own_part", name_zh=names[0], name_en=names[1])  # fmt: skip
    rows = [
        replace(first, id="E-part", flow="own_part", amount=Amount(0.001, "kg"),
                supplier=Supplier("process", "make_part")),
        *(
            replace(first, id=f"E-part-{name}", process="make_part", flow=name,
                    amount=Amount(1.03, "kg"), supplier=Supplier("background", dataset))
            for name, dataset in takes
        ),
    ]  # fmt: skip
    other = {id: f"own_{id}" for id in called or {}}
    named = called or {}
    model = replace(
        model,
        flows=tuple(
            replace(f, id=other[f.id], name_zh=named[f.id][0], name_en=named[f.id][1])
            if f.id in other else f for f in (*model.flows, flow)
        ),
        processes=tuple(
            replace(p, product=other.get(p.product, p.product)) for p in (*model.processes, process)
        ),
        exchanges=tuple(
            replace(e, flow=other.get(e.flow, e.flow))
            for e in (*model.exchanges, *rows) if e.id not in gone
        ),
    )  # fmt: skip
    of = Subjects(_case(read, model))
    return {str(f.node) for v in Evaluator(of).evaluate(pack()) for f in v.failures
            if v.clause.check == "required"}  # fmt: skip


@pytest.mark.parametrize(
    ("names", "user", "takes"),
    [
        (("电芯间隔热垫(气凝胶)", "Aerogel pad between cells"), "module_assembly", (INSULATION,)),
        (("电芯绝缘蓝膜", "Battery cell insulating film"), "module_assembly", (INSULATION,)),
        (("电芯托盘", "Battery cell tray"), "module_assembly", (INSULATION, NITROGEN)),
        (("电池模组垫片", "Battery module bracket"), "pack_assembly", (INSULATION,)),
        (("正极浆料电解液罐内衬", "Electrolyte tank liner"), "cell_filling", (INSULATION,)),
        (("液冷板密封胶", "Cooling panel sealant"), "pack_assembly", (INSULATION,)),
        (("SMC复合材料上盖", "Pack cover, sheet moulding compound"), "pack_assembly",
         (INSULATION,)),
    ],
)  # fmt: skip
def test_a_part_of_the_whole_has_not_its_materials(
    names: tuple[str, str], user: str, takes: tuple[Material, ...]
) -> None:
    assert missing(names, user, takes) == set()


def test_a_cover_without_any_material_is_one_of_steel() -> None:
    found = missing(("SMC复合材料上盖", "Pack cover, moulded"), "pack_assembly", ())
    assert found == {"steel_sheet@make_part"}


@pytest.mark.parametrize("cell", ["磷酸铁锂电芯(方形)", "电芯成品", "方形电芯280Ah"])
def test_a_cell_of_the_own_naming_still_has_its_materials(cell: str) -> None:
    """The foil is named though the cell has no id that pcf knows, and a pad is named after it."""
    pad = ("电芯间隔热垫", "pad between cells")
    gone = ("B-cathode_coating_drying-al_foil",)
    found = missing(pad, "module_assembly", gone=gone, called={"cell_lfp": (cell, "own make")})
    assert found == {"al_foil@cell_formation"}


def test_a_part_named_after_a_cell_that_is_gone_has_to_be_one() -> None:
    pad, gone = ("电芯间隔热垫", "pad between cells"), ("B-module_assembly-cell",)
    assert "lfp_cam@make_part" in missing(pad, "module_assembly", gone=gone)


@pytest.mark.parametrize(
    ("name", "word", "is_one"),
    [
        ("LFP电芯(方形)", "电芯", True), ("方形电芯280Ah", "电芯", True),
        ("电芯组端子", "电芯", False), ("电芯托盘", "电芯", False),
        ("LFP battery cells, prismatic", "battery cell", True),
        ("spacer between battery cells", "battery cell", False),
        ("battery cell spacer", "battery cell", False),
        ("supercell", "cell", False), ("Battery cell, formed", "cell, formed", True),
        ("电解液（1 M LiPF6）", "电解液", True), ("Electrolyte tank", "electrolyte", False),
    ],
)  # fmt: skip
def test_the_head_of_a_name_says_what_it_names(name: str, word: str, is_one: bool) -> None:
    assert names_thing(name, word) is is_one


def test_ids_and_whole_names_show_an_item() -> None:
    item = next(i for i in registry().pack("lithium-battery").required if i.id == "cell")
    known = {"flow": "cell_lfp", "name_zh": "甲", "name_en": "a"}
    assert is_shown(item, Record(known, "known"))
    assert not is_shown(item, Record({**known, "flow": "own", "name_zh": "电芯盒"}, "box"))


@pytest.mark.parametrize(
    ("flow", "outcome"),
    [
        (("module_management_unit", "电芯采集板", "cell supervision board"), "pass"),
        (("own_terminal", "模组端子", "module terminal"), "pass"),
        (("own_module", "LFP模组(20只)", "LFP module of 20 cells"), "fail"),
        (("module_lfp", "电芯组", "cell stack"), "fail"),
    ],
)
def test_a_module_contradicts_a_pack_without_modules_and_its_parts_do_not(
    flow: tuple[str, str, str], outcome: str
) -> None:
    """One row of the model is left, beside the processes that have no module in their name."""
    read = reading("lfp-pack")
    assert read.model is not None
    row = next(e for e in read.model.exchanges if e.id == "B-pack_assembly-module")
    used = next(f for f in read.model.flows if f.id == row.flow)
    own = replace(used, id=flow[0], name_zh=flow[1], name_en=flow[2])
    study = {**read.study, "battery.design": StudyValue("CTP")}
    model = replace(
        read.model, study=study, exchanges=(replace(row, flow=own.id),), electricity=(),
        flows=(*(f for f in read.model.flows if f.id != own.id), own),
        processes=tuple(
            replace(p, id="stacking", name_zh="电芯堆叠", name_en="stacking")
            if p.id == "module_assembly" else p for p in read.model.processes
        ),
    )  # fmt: skip
    of = Subjects(_case(read, model))
    whole = registry().pack("lithium-battery")
    asked = replace(whole, clauses=tuple(c for c in whole.clauses if c.code == "LIB057"))
    assert [v.outcome for v in Evaluator(of).evaluate(asked)] == [outcome]
