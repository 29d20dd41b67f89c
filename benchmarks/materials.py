"""A seeded project of 150 unit processes on the embedded background, as a folder of pcf."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

NODES = 150
_REACH = 12
_TOML = """schema = 1
[project]
id = "materials"
lang = "en"
[product]
id = "M-1"
name_zh = "生成的产品"
name_en = "generated product"
family = "generated"
producer = "generated"
plant = "generated"
location = "CN"
period = "2025-01-01/2025-12-31"
[unit]
kind = "declared"
amount = 1
unit = "kg"
description_zh = "1 kg 生成的产品"
description_en = "1 kg of a generated product"
[[unit.reference_flow]]
process = "p0"
amount = 1
unit = "kg"
[boundary]
kind = "cradle-to-gate"
stages = ["raw_material", "production"]
[method]
gwp_set = "AR6"
biogenic = "0/0"
electricity = "instruments"
end_of_life = "none"
allocation = "per-process"
[background]
id = "pcf-open"
allocation = "default"
"""
_FLOWS = ("编号", "中文名称", "英文名称", "单位", "来源")
_PROCESSES = (
    "编号",
    "中文名称",
    "英文名称",
    "生命周期阶段",
    "地点",
    "基准流产品",
    "数量",
    "单位",
    "来源",
)
_ROWS = ("编号", "单元过程", "方向", "流", "数量", "单位", "供应方", "数据来源类型", "来源")


def write_project(folder: Path, nodes: int = NODES, seed: int = 7) -> None:
    """Write the project; each process feeds one of the twelve before it and takes two datasets."""
    from pcf.background import open_background

    rng = np.random.default_rng(seed)
    background = open_background()
    kinds = {flow.id: flow for flow in background.flows()}
    offered = sorted((f, p) for p, f in background.products if kinds[f].unit == "kg")
    made, rows = [], []
    for k in range(nodes):
        stage = "production" if k < 20 else "raw_material"
        made.append(
            (f"p{k}", f"过程{k}", f"process {k}", stage, "CN", f"m{k}", 1, "kg", "generated")
        )
        if k:
            user = k - 1 - int(rng.random() * min(k, _REACH))
            rows.append((user, "input", f"m{k}", rng.uniform(0.05, 0.95), f"process:p{k}"))
        for place in rng.choice(len(offered), 2, replace=False):
            flow, process = offered[int(place)]
            rows.append((k, "input", flow, rng.lognormal(-2.0, 1.0), f"bg:{process}"))
        if k % 3 == 0:
            rows.append((k, "emission", "co2_fossil", rng.lognormal(-3.0, 1.0), ""))
    (folder / "model").mkdir(parents=True)
    (folder / "pcf.toml").write_text(_TOML, encoding="utf-8")
    flows = [(f"m{k}", f"物料{k}", f"material {k}", "kg", "generated") for k in range(nodes)]
    numbered = [
        (f"E{n}", f"p{k}", direction, flow, float(amount), "kg", supplier, "estimate", "generated")
        for n, (k, direction, flow, amount, supplier) in enumerate(rows)
    ]
    for name, header, lines in (
        ("flows", _FLOWS, flows), ("processes", _PROCESSES, made), ("exchanges", _ROWS, numbered)
    ):  # fmt: skip
        with (folder / "model" / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(header)
            writer.writerows(lines)
