"""Small result objects made by hand; 3 + 1 = 4 kg CO2e per piece."""

import networkx as nx

from pcf.assurance.comparing.attribution import Step
from pcf.assurance.comparing.change import InputChange
from pcf.assurance.comparing.comparison import Comparison
from pcf.assurance.comparing.found import RuleChange
from pcf.assurance.comparing.resting import TableChange
from pcf.calc.compare import Change, Difference
from pcf.calc.explanation import Explanation, Fact, Term
from pcf.calc.footprint import (
    AlternativeTotal,
    Coverage,
    Footprint,
    Identity,
    Part,
    RowResult,
    Uncharacterized,
)
from pcf.findings import Location, finding
from pcf.status import NextStep, Status

LONG_ZH = "磷酸铁锂正极材料的固相法合成过程中使用的电池级碳酸锂"
LONG_EN = "battery-grade lithium carbonate for the solid-state route of lithium iron phosphate"


def row(number, value, **changes):
    fields = {
        "address": f"row:bom/B-{number:02d}",
        "process": "assembly",
        "stage": "raw_material",
        "component": "cathode",
        "part": "",
        "direction": "input",
        "flow": "li2co3",
        "name_zh": LONG_ZH,
        "name_en": LONG_EN,
        "supplier": "bg:li2co3_mix/li2co3",
        "supplier_zh": "碳酸锂",
        "supplier_en": "lithium carbonate",
        "reason": "stated",
        "origin": "primary",
        "evidence": None,
        "source": "",
        "dq": None,
        "activity": 0.5,
        "activity_unit": "kg",
        "amount": 0.5,
        "unit": "kg",
        "intensity": value / 0.5,
        "value": value,
        "ledger": {"fossil": value},
        "gases": {"CO2": value},
        "place": Location("model/bom.csv", number + 1),
    }
    return RowResult(**{**fields, **changes})


def footprint(**changes):
    fields = {
        "project": "demo",
        "product_zh": "演示产品",
        "product_en": "demonstration product",
        "scenario": None,
        "unit": "kg CO2e/piece",
        "unit_kind": "declared",
        "unit_zh": "1件产品",
        "unit_en": "1 piece of product",
        "boundary": "cradle-to-gate",
        "method": {"gwp_set": "AR6", "biogenic": "-1/+1", "end_of_life": "none"},
        "total": 4.0,
        "rows": (row(1, 3.0), row(2, 1.0)),
        "stages": (
            Part("raw_material", "原材料获取", "raw material acquisition", 3.0, 0.75),
            Part("production", "生产", "production", 1.0, 0.25),
        ),
        "processes": (Part("assembly", "装配", "assembly", 4.0, 1.0),),
        "components": (Part("cathode", "cathode", "cathode", 4.0, 1.0),),
        "ledger": (Part("fossil", "化石", "fossil", 4.0, 1.0),),
        "gases": (
            Part("CO2", "CO2", "CO2", 4.0, 1.0),
            Part("SF6", "SF6", "SF6", -1e-17, -2.5e-18),
        ),
        "alternatives": (AlternativeTotal("per-kg", "每千克", "per kg", "kg CO2e/kg", 8.0),),
        "coverage": Coverage(
            rows=2,
            rows_linked=2,
            flows=4,
            flows_characterized=3,
            mass_explained=None,
            product_mass_kg=None,
            explained_mass_kg=None,
            primary_share=1.0,
            evidence_share=0.0,
            estimate_share=0.0004,
            unsplit_share=0.0,
            excluded_share=0.01,
            excluded_unestimated=2,
            traversal=1.0,
            uncharacterized=(Uncharacterized("nf3", "三氟化氮", "nitrogen trifluoride", 2e-6),),
        ),
        "identity": Identity("pcf-open", "2026.11", "ab" * 32, "default", "AR6", "cd" * 32, True),
        "findings": (finding("US046", observed="x", option="--until"),),
    }
    return Footprint(**{**fields, **changes})


def explanation():
    inner = Term("dataset:lime", "石灰", "lime", 0.5, 0.125, 2.0, "kg", 0.25, "published", "[S1]")
    terms = (
        Term(
            "row:bom/B-01", LONG_ZH, LONG_EN, 3.0, 0.75, 0.5, "kg", 6.0, "primary", "bg:x", (inner,)
        ),
    )
    return Explanation(
        "stage:production",
        "生产",
        "production",
        4.0,
        "kg CO2e/piece",
        1.0,
        terms,
        1,
        1.0,
        (Fact("gwp_set", "AR6"), Fact("stage", "production")),
        (("S1", "A report on lime, 2023, table 4"),),
        Location("model/bom.csv", 2),
    )


def difference(**changes):
    fields = {
        "name_a": "a",
        "name_b": "b",
        "unit_a": "kg CO2e/piece",
        "unit_b": "kg CO2e/piece",
        "total_a": 4.0,
        "total_b": 3.0,
        "delta": -1.0,
        "relative": -0.25,
        "stages": (Part("production", "生产", "production", -1.0, 1.0),),
        "changes": (
            Change("row:bom/B-02", LONG_ZH, LONG_EN, "removed", 1.0, 0.0, -1.0, -1.0, 0.0),
        ),
        "comparable": True,
        "reasons": (),
    }
    return Difference(**{**fields, **changes})


def comparison(**changes):
    step = Step(("activity",), 3.0, "kg CO2e/piece", -1.0, 0.0)
    place = Location("model/bom.csv", 3)
    gone = InputChange("bom.B-02", "removed", "activity", LONG_ZH, None, place, None)
    none = dict.fromkeys(
        ("links", "backgrounds", "datasets", "rules", "tables", "settings", "obstacles", "notes",
         "findings"),
        (),
    )  # fmt: skip
    fields = {
        "name_a": "a",
        "name_b": "b",
        "kind_a": "project",
        "kind_b": "project",
        "total_a": 4.0,
        "total_b": 3.0,
        "difference": difference(),
        "inputs": (gone,),
        "steps": (step,),
        "factors": None,
        "tracking": None,
        **none,
    }
    return Comparison(**{**fields, **changes})


def comparison_of_data():
    """Two sides with other clauses and other tables."""
    codes = tuple(f"GBT{number:03d}" for number in range(1, 40))
    rule = RuleChange("gbt24067", LONG_ZH, LONG_EN, ("a@1",), ("a@1",), (), codes, codes)
    table = TableChange("electricity/official_factors.csv", ("Inner Mongolia",) * 30, moves=True)
    return comparison(rules=(rule,), tables=(table,))


def status(**changes):
    fields = {
        "project": "demo",
        "product_zh": "演示产品",
        "product_en": "demonstration product",
        "family": "generic",
        "processes": 1,
        "materials": 2,
        "rows": 3,
        "rows_linked": 2,
        "errors": 3,
        "warnings": 1,
        "judgements": 0,
        "total": None,
        "unit": "",
        "primary_share": None,
        "evidence_share": None,
        "mass_explained": None,
        "locked": False,
        "ready": False,
        "rows_without_evidence": (("row:bom/B-01", 0.75),),
        "next_step": NextStep("next_error", "UN001 (model/bom.csv:2)", "pcf check --select UN001"),
    }
    return Status(**{**fields, **changes})


def graph():
    """Supply chain with a loop (a takes its own scrap) and a name that attacks every format."""
    made = nx.MultiDiGraph()
    names = {
        "unit": "one piece",
        "process:a": 'evil "name" <b>&[x]|\\ \n=1+1',
        "process:b": "b",
        "bg:grid/electricity": "grid",
    }
    for node, name in names.items():
        made.add_node(node, kind=node.partition(":")[0], name_zh=name, name_en=name, stage=None)
    edges = (
        ("process:a", "unit", "reference_flow:0", None, 1.0, None),
        ("process:b", "process:a", "row:bom/B-01", 2.0, 0.5, 0.5),
        ("bg:grid/electricity", "process:b", "row:electricity/L-01", 1.5, 3.0, None),
        ("bg:grid/electricity", "process:a", "row:electricity/L-02", 1.0, 2.0, None),
        ("process:a", "process:a", "row:exchanges/=cmd", 0.1, 0.1, 0.1),
    )
    for supplier, user, key, cumulative, amount, mass in edges:
        made.add_edge(
            supplier,
            user,
            key=key,
            row=key,
            flow="=HYPERLINK(1)",
            amount=amount,
            unit="kg",
            value=0.0,
            cumulative=cumulative,
            mass_kg=mass,
        )
    return nx.freeze(made)
