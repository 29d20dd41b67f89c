"""Small backgrounds and small projects for tests, written as folders like those of users."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pcf.background import Background, open_background
from pcf.calc.calculate import Solved, link_model, solve_linked
from pcf.calc.footprint import Footprint
from pcf.calc.result import footprint_of
from pcf.climate import load_factor_set
from pcf.errors import PcfError
from pcf.project.overrides import setting
from pcf.project.reader import read_project

GASES = {
    "co2_fossil": ("fossil", "CO2"),
    "co2_biogenic": ("biogenic_emission", "CO2"),
    "co2_biogenic_uptake": ("biogenic_removal", "CO2"),
    "ch4_fossil": ("fossil", "CH4"),
    "n2o": ("fossil", "N2O"),
    "cfc13": ("fossil", "CFC-13"),
    "co2e_aggregated": ("unsplit", "unsplit"),
}


def _write(path: Path, header: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def background(folder: Path, datasets: Mapping[str, Mapping[str, Any]]) -> Background:
    """Write and open a background.

    Each dataset: ``product``, ``unit``, optional ``kind`` of its flow, ``location``, ``inputs``
    {dataset: amount}, ``emissions`` {gas: amount}.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.toml").write_text(
        'id = "tiny"\nversion = "1"\nname_zh = "小"\nname_en = "tiny"\n'
        'system_model = "cut-off"\nlicence = "none"\n',
        encoding="utf-8",
    )
    flows = [
        {"id": gas, "name_zh": gas, "name_en": gas, "kind": "elementary", "unit": "kg",
         "category": "elementary", "ledger": ledger, "gas": name}
        for gas, (ledger, name) in GASES.items()
    ]  # fmt: skip
    flows += [
        {"id": flow, "name_zh": flow, "name_en": flow, "unit": data["unit"], "category": "x",
         "kind": data.get("kind", "product")}
        for flow, data in {d["product"]: d for d in datasets.values()}.items()
    ]  # fmt: skip
    processes, exchanges = [], []
    for name, data in datasets.items():
        processes.append(
            {"id": name, "name_zh": name, "name_en": name, "product": data["product"], "amount": 1,
             "unit": data["unit"], "location": data.get("location", "CN"), "year": 2023,
             "kind": "unit", "category": "x", "allocation": "none", "sources": "T",
             "tag": "published"}
        )  # fmt: skip
        rows = [("output", data["product"], 1, data["unit"], "")]
        rows += [
            ("input", datasets[p]["product"], amount, datasets[p]["unit"], p)
            for p, amount in data.get("inputs", {}).items()
        ]
        rows += [
            ("emission", g, amount, "kg", "") for g, amount in data.get("emissions", {}).items()
        ]
        exchanges += [
            {"id": f"{name}.{number}", "process": name, "direction": direction, "flow": flow,
             "amount": amount, "unit": unit, "provider": provider, "tag": "published",
             "sources": "T"}
            for number, (direction, flow, amount, unit, provider) in enumerate(rows)
        ]  # fmt: skip
    from pcf.background.tables import EXCHANGES, FLOWS, PROCESSES, SOURCES

    for file, columns, rows in (
        ("flows", FLOWS, flows),
        ("sources", SOURCES, [{"key": "T", "citation": "test", "licence": "", "checked": ""}]),
        ("processes", PROCESSES, processes),
        ("exchanges", EXCHANGES, exchanges),
    ):
        _write(folder / f"{file}.csv", (*columns.required, *columns.optional), rows)
    return open_background(folder=folder)


SETTINGS = """schema = 1
[project]
id = "test"
lang = "en"
[product]
id = "test"
name_zh = "试件"
name_en = "test piece"
family = "test"
producer = "-"
plant = "-"
location = "CN"
period = "2025-01-01/2025-12-31"
[unit]
kind = "declared"
amount = 1
unit = "kg"
description_zh = "1 kg"
description_en = "1 kg"
{flows}
[boundary]
kind = "cradle-to-gate"
stages = [{stages}]
[method]
gwp_set = "{gwp_set}"
biogenic = "{biogenic}"
electricity = "{electricity}"
end_of_life = "{end_of_life}"
allocation = "per-process"
{method}
[background]
id = "pcf-open"
allocation = "default"
"""


def project(
    folder: Path,
    processes: Sequence[Mapping[str, Any]],
    *,
    demand: Mapping[str, tuple[float, str]],
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    method: str = "",
    gwp_set: str = "AR6",
    biogenic: str = "-1/+1",
    electricity: str = "instruments",
    end_of_life: str = "cut-off",
    files: Mapping[str, str] | None = None,
) -> Path:
    """Write a project folder; missing cells of required columns get plain values."""
    from pcf.project.schema import TABLE_BY_NAME

    flows = "\n".join(
        f'[[unit.reference_flow]]\nprocess = "{p}"\namount = {amount!r}\nunit = "{unit}"'
        for p, (amount, unit) in demand.items()
    )
    folder.mkdir(parents=True, exist_ok=True)
    has_end = any("endoflife" in f for f in files or ()) or any(
        p.get("stage") == "end_of_life" for p in processes
    )
    stages = ["raw_material", "production", "distribution", "use", *["end_of_life"][: int(has_end)]]
    (folder / "pcf.toml").write_text(
        SETTINGS.format(
            stages=", ".join(f'"{stage}"' for stage in stages),
            flows=flows,
            method=method,
            gwp_set=gwp_set,
            biogenic=biogenic,
            electricity=electricity,
            end_of_life=end_of_life if has_end else "none",
        ),
        encoding="utf-8",
    )
    given = {"processes": processes, **tables}
    plain = {"name_zh": "名", "name_en": "name", "stage": "production", "location": "CN",
             "origin": "secondary", "direction": "input"}  # fmt: skip
    for name, rows in given.items():
        columns = [c.name for c in TABLE_BY_NAME[name].columns]
        wanted = {k: v for k, v in plain.items() if k in columns}
        _write(
            folder / TABLE_BY_NAME[name].file,
            columns,
            [{**wanted, "id": f"R{number}", **row} for number, row in enumerate(rows)],
        )
    for path, text in (files or {}).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


def solve(
    folder: Path, background: Background, scenario: str | None = None, overrides: Sequence[str] = ()
) -> Solved:
    """Read, link and solve; raises `PcfError` with findings when that cannot be done."""
    reading = read_project(folder, scenario, [setting(text) for text in overrides])
    if reading.model is None:
        raise PcfError(reading.findings.ordered())
    linked = link_model(reading.model, background, {})
    return solve_linked(linked, load_factor_set(reading.model.method.gwp_set))


def footprint(folder: Path, background: Background, **overrides: Any) -> Footprint:
    """Footprint of a project on a test background."""
    return footprint_of(solve(folder, background, **overrides), (), locked=False)


def stages(result: Footprint) -> dict[str, float]:
    """Values of the stages that carry something."""
    return {part.id: part.value for part in result.stages if part.value}
