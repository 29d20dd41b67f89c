"""A supplier's figure that holds packaging, under a rule that leaves packaging out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import small

from pcf.targets.project import Base
from pcf.targets.run import calculate_target

sys.path.append(str(Path(__file__).parent.parent / "exchange"))

LEAVES_OUT = small.EU + (
    '[[leave_out]]\nof = "rows"\nwhere = ["words ~ [packaging, 包装]"]\n'
    'reason_zh = "包装不计"\nreason_en = "packaging is left out"\n'
)


@pytest.mark.parametrize(("packaged", "pack", "told"), [
    (True, LEAVES_OUT, True), (False, LEAVES_OUT, False), (True, small.EU, False),
])  # fmt: skip
def test_packaging_inside_a_suppliers_figure(
    make: Callable[..., Base], packaged: bool, pack: str, told: bool, tiny, tmp_path: Path
) -> None:
    from supplier import changed

    rows = [{**row, "supplier": "supplier:SW"} if row["id"] == "B-steel" else row
            for row in small.TABLES["bom"]]  # fmt: skip
    document = changed(declaredUnitOfMeasurement="kilogram", productMassPerDeclaredUnit="2",
                       packagingEmissionsIncluded=packaged)  # fmt: skip
    folder = small.project(tmp_path / "project", tables={"bom": rows})
    (folder / "suppliers").mkdir()
    (folder / "suppliers" / "SW.json").write_text(json.dumps(document), encoding="utf-8")
    base = small.base(folder, tiny, small.packs(tmp_path / "packs", eu=pack))
    found = calculate_target("eu", base).footprint.findings
    nodes = [(f.node, f.level) for f in found if f.code == "TG047"]
    assert nodes == ([("row:bom/B-steel", "warning")] if told else [])
