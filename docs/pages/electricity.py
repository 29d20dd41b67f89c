"""``docs/electricity.md``: electricity views, and the cases of aluminium and purchased steam."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from pages.text import page, table, template
from pcf import Project, open_background
from pcf.calc.electricity_spread import ElectricitySensitivity
from pcf.calc.electricity_views import electricity_table
from pcf.climate import characterize, load_factor_set
from pcf.i18n import finding_catalogue, label
from pcf.location import data_root
from pcf.report.numbers import number, percent, signed

NAME = "electricity.md"
CODES = ("EL031", *(f"EL{n:03}" for n in range(40, 48)))
#: kg of a plant of 500 kt.
PLANT = 5e8
SHANDONG, SICHUAN = "elec_grid_cn_sd", "elec_grid_cn_sc"
#: Meter readings of the worked example, GJ; invented.
GAS_READ, HEAT_READ = 10_000.0, 9_500.0


def build() -> str:
    """Write the page."""
    words = {**_factors(), "findings": _findings(), "lfp": _lfp(), **_aluminium(), **_steam()}
    return page(template("electricity.template.md", words))


@lru_cache
def intensity(process: str) -> float:
    """kg CO2e (AR6) per unit of the reference product of a dataset."""
    background = open_background()
    factors, _ = characterize(background.columns, load_factor_set("AR6"), "-1/+1")
    line = background.intensities[background.index(process)]
    return float(line @ np.nan_to_num(factors, nan=0.0))


def amount(process: str, flow: str) -> float:
    """Amount of a flow in the table of a dataset, per its reference amount."""
    return sum(e.amount for e in open_background().exchanges(process) if e.flow == flow)


def _rows(*path: str) -> list[dict[str, str]]:
    with data_root("datasets").joinpath(*path).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _official(region: str) -> str:
    """Official generation-only CO2 factor of 2023, as printed in the notice."""
    rows = _rows("electricity", "official_factors.csv")
    return next(
        r["direct_factor"]
        for r in rows
        if r["region"] == region and r["year"] == "2023" and r["direct_factor"]
    )


def _factors() -> dict[str, str]:
    known = electricity_table(open_background()).datasets
    counts: dict[tuple[str, str], list[str]] = {}
    for dataset in known:
        counts.setdefault((dataset.scope, dataset.basis), []).append(dataset.dataset)
    lines = [
        [
            f"{label(f'scope_{scope}', 'zh')} {label(f'scope_{scope}', 'en')}",
            basis,
            str(len(names)),
            ", ".join(f"`{name}`" for name in names[:2]),
        ]
        for (scope, basis), names in sorted(counts.items())
    ]
    official = float(_official("CN"))
    whole = intensity("elec_grid_cn_mee2023")
    return {
        "count": str(len(known)),
        "datasets": table(["scope", "basis", "datasets", "for instance"], lines, right=(2,)),
        "only": number(official),
        "whole": number(whole),
        "missing": percent((whole - official) / official),
    }


def _findings() -> str:
    entries = finding_catalogue()
    lines = [
        [f"`{code}`", entries[code]["level"], entries[code]["title_zh"], entries[code]["title_en"]]
        for code in CODES
    ]
    return table(["code", "level", "", ""], lines)


def _lfp() -> str:
    folder = data_root("datasets") / "examples" / "lfp-pack"
    return _spread(Project.load(folder).sensitivity_electricity())


def _spread(result: ElectricitySensitivity) -> str:
    stated = {use.supplier for use in result.stated.factors}
    lines = []
    for view in result.views:
        new = [use for use in view.factors if use.supplier not in stated]
        shown = (new or view.factors)[0]
        lines.append(
            [
                f"{view.name_zh} {view.name_en}",
                number(shown.factor),
                shown.supplier.partition("/")[0].removeprefix("bg:"),
                shown.year,
                number(view.total),
                signed(percent(view.relative)),
                percent(view.share),
            ]
        )
    head = ["view", "factor, kg CO2e/kWh", "dataset", "year", f"total, {result.unit}"]
    head += ["change", "electricity"]
    spread = (
        f"Spread: {number(result.low.total)} to {number(result.high.total)} {result.unit}, "
        f"{percent(result.spread)} of the stated total. The factor shown is the one that the view "
        "brings in."
    )
    none = [f"*{v.name_en}*: {v.why_en}" for v in result.not_admissible]
    lines_of = "Views that do not apply: " + "; ".join(none) + "."
    return "\n\n".join((table(head, lines, right=(1, 4, 5, 6)), spread, lines_of))


def _aluminium() -> dict[str, str]:
    kwh = amount("aluminium_primary_cn", "electricity")
    whole, mix = intensity("aluminium_primary_cn"), intensity("elec_aluminium_cn")
    rest = whole - kwh * mix
    words: dict[str, str] = {}
    totals = {}
    lines = []
    for key, place, dataset in (("sd", "山东 Shandong", SHANDONG), ("sc", "四川 Sichuan", SICHUAN)):
        factor = intensity(dataset)
        totals[key] = kwh * factor + rest
        words |= {
            key: _six(factor),
            f"{key}_power": _six(kwh * factor),
            f"{key}_total": _six(totals[key]),
            f"{key}_plant": _tonnes(totals[key]),
            f"{key}_co2": _official(f"CN-{key.upper()}"),
        }
        lines.append(
            [
                place,
                f"`bg:{dataset}`",
                *(words[f"{key}{part}"] for part in ("", "_power", "_total", "_plant")),
            ]
        )
    head = ["", "dataset", "kg CO2e/kWh", "electricity, kg CO2e/kg", "kg CO2e/kg"]
    gap = totals["sd"] - totals["sc"]
    return {
        **words,
        "kwh": f"{kwh:g}",
        "al_total": _six(whole),
        "al_mix": _six(mix),
        "al_rest": _six(rest),
        "aluminium": table([*head, "t CO2e per 500 kt"], lines, right=(2, 3, 4, 5)),
        "al_gap": _tonnes(gap),
        "al_part": percent(gap / totals["sd"]),
        "al_example": _example(),
    }


def _example() -> str:
    """Give the example project under both scenarios, with its own alumina, anodes and losses."""
    folder = data_root("datasets") / "examples" / "aluminium-electrolytic"
    if not (folder / "pcf.toml").is_file():
        return ""
    project = Project.load(folder)
    lines = []
    for scenario in ("shandong", "sichuan"):
        footprint = project.calculate(scenario)
        per_kg = next(a.value for a in footprint.alternatives if a.id == "per-kg")
        row = next(r for r in footprint.rows if r.address == "row:electricity/L-electrolysis")
        lines.append(
            [
                f"`{scenario}`",
                number(row.intensity),
                number(row.amount / 1000),
                number(per_kg),
                _tonnes(per_kg),
            ]
        )
    head = ["scenario", "kg CO2e/kWh", "kWh/kg", "kg CO2e/kg", "t CO2e per 500 kt"]
    told = (
        "\nThe example project `aluminium-electrolytic` has its own alumina, anodes and casting "
        "rows and gives:\n\n"
    )
    return told + table(head, lines, right=(1, 2, 3, 4))


def _six(value: float) -> str:
    return number(value, 6)


def _tonnes(per_kg: float) -> str:
    """Tonnes per year of a 500 kt plant, to a thousand tonnes."""
    return f"{round(per_kg * PLANT / 1e6) * 1000:,}".replace(",", " ")


def _steam() -> dict[str, str]:
    flat = {row["id"]: row for row in _rows("heat", "steam_benchmarks.csv")}
    enthalpy = amount("steam_coal_cn", "heat")
    fuel = {
        "coal": (amount("heat_coal_boiler_cn", "hard_coal_burned"), "hard_coal_burned_cn"),
        "gas": (amount("heat_gas_boiler_cn", "natural_gas_burned"), "natural_gas_burned_cn"),
    }
    co2 = {key: amount(burned, "co2_fossil") for key, (_, burned) in fuel.items()}
    boiler = {key: fuel[key][0] * co2[key] for key in fuel}
    figures = {key: float(flat[f"heat_benchmark_{key}_cn"]["value"]) for key in fuel}
    burned = intensity("natural_gas_burned_cn")
    measured = GAS_READ / HEAT_READ * burned
    return {
        "steam": _steam_table(flat, boiler, enthalpy, measured),
        "enthalpy": f"{enthalpy:g}",
        **{f"{key}_fuel": _six(fuel[key][0]) for key in fuel},
        **{f"{key}_co2": f"{co2[key]:g}" for key in fuel},
        **{f"{key}_gap": signed(percent(figures[key] / boiler[key] - 1)) for key in fuel},
        "flat": flat["heat_default_flat_cn"]["value"],
        "gas_read": f"{GAS_READ:g}",
        "heat_read": f"{HEAT_READ:g}",
        "ratio": _six(GAS_READ / HEAT_READ),
        "gas_burned": _six(burned),
        "measured": _six(measured * 1000),
        "received": _received(measured * 1000),
    }


def _steam_table(
    flat: Mapping[str, Mapping[str, str]],
    boiler: Mapping[str, float],
    enthalpy: float,
    measured: float,
) -> str:
    """Every way to count a GJ of purchased steam, t CO2e/GJ."""
    lines = [
        [
            "供应方实测（算例） measured by the supplier (worked example)",
            *(number(measured), "", "yes", "`supplier:steam`", "evidence of the supplier"),
        ]
    ]
    for key, zh in (("coal", "燃煤锅炉 coal boiler"), ("gas", "燃气锅炉 gas boiler")):
        dataset = f"steam_{key}_cn"
        record = open_background().process(dataset)
        whole = intensity(dataset) / enthalpy
        lines.append([zh, number(whole), number(boiler[key]), "yes", f"`bg:{dataset}`", record.tag])
    district = open_background().process("heat_district_cn")
    lines.append(
        [
            "供热默认 district heat",
            number(intensity(district.id)),
            f"{amount(district.id, 'co2_fossil'):g}",
            *("yes", f"`bg:{district.id}`", district.tag),
        ]
    )
    lines += [
        [f"{row['name_zh']} {row['name_en']}", "", row["value"], "no", row["source"], row["tag"]]
        for row in flat.values()
    ]
    head = ["", "life cycle, t CO2e/GJ", "at the boiler or flat, t CO2/GJ", "can be linked"]
    return table([*head, "dataset or source", "evidence"], lines, right=(1, 2))


def _received(per_gj: float) -> str:
    return "\n".join(
        (
            'flow = "steam"',
            'unit = "GJ"',
            'name_zh = "外购蒸汽(燃气锅炉房)"',
            'name_en = "purchased steam, gas boiler house"',
            'gwp_set = "AR6"',
            'boundary = "cradle-to-gate"',
            'location = "CN-JS"',
            'period = "2025-01-01/2025-12-31"',
            'source = "gas and heat meters 2025, life-cycle factor of the gas (worked example)"',
            "[ledger]",
            f"unsplit = {_six(per_gj)}",
        )
    )
