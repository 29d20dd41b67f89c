"""``docs/jrc-nmc111.md``: the published NMC111 case, recomputed and taken as given."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pages.text import page, table, template, three
from pcf import Project
from pcf.calc.footprint import Footprint
from pcf.location import data_root

NAME = "jrc-nmc111.md"
EXAMPLE = "jrc-nmc111"
#: Stage values as printed in the case, kg CO2e/kWh, and its printed total.
PRINTED = {
    "raw_material": "0.107882",
    "production": "0.0495404",
    "distribution": "0.00384565",
    "end_of_life": "-0.00643165",
}
NAMES = {
    "raw_material": "raw material 原材料",
    "production": "main production 主要生产",
    "distribution": "distribution 分销",
    "end_of_life": "end of life 生命末期",
}
SCENARIOS = ("consumption-mix", "brazing-per-case", "open-case-r1")
TARGETS = {"jrc-annex-ii": "annex II, point 4 附件二第4点", "jrc-2023": "rule of 2023 2023年规则"}
#: Own bands of plausibility: per kg of pack, per kWh of nominal energy.
BANDS = {"per-kg": (8.0, 35.0), "per-kwh-capacity": (40.0, 200.0)}
LARGEST = 15


@lru_cache
def project() -> Project:
    """Give the example."""
    return Project.load(data_root("datasets") / "examples" / EXAMPLE)


@lru_cache
def computed(scenario: str | None = None) -> Footprint:
    """Calculate the example, once per scenario."""
    return project().calculate(scenario)


@lru_cache
def parameter(name: str) -> float:
    """Value of a parameter of the example."""
    return next(p.value for p in project().model.parameters if p.name == name)


def per_kg(value: float, energy: float | None = None) -> float:
    """Turn kg CO2e/kWh into kg CO2e per kg of pack."""
    return value * (energy or parameter("lifetime_energy")) / parameter("pack_mass")


def stages(footprint: Footprint) -> dict[str, float]:
    """Stage values by id, without stages outside the boundary."""
    return {part.id: part.value for part in footprint.stages if part.id in PRINTED}


def of_rows(*addresses: str) -> float:
    """kg CO2e per kg of pack of recomputed rows; an address may end in ``*``.

    Raises
    ------
    ValueError
        When an address finds no row.
    """
    total = 0.0
    for address in addresses:
        found = [row.value for row in computed().rows if _is(row.address, address)]
        if not found:
            raise ValueError(f"no row {address}")
        total += sum(found)
    return per_kg(total)


def _is(address: str, wanted: str) -> bool:
    own = address.removeprefix("row:")
    return own.startswith(wanted[:-1]) if wanted.endswith("*") else own == wanted


def build() -> str:
    """Write the page."""
    return page(template("jrc_nmc111.template.md", _words()))


def _words() -> dict[str, str]:
    base, given = computed(), computed("published")
    draft = 24 * 60 * 8
    scaled = project().calculate("published", [f"parameters.lifetime_energy.value={draft}"])
    held = {row.address for row in base.rows if "published" not in row.address}
    return {
        "rows": str(len(held)),
        "total": f"{base.total:.6f}",
        "given_total": f"{given.total:.6f}",
        "given": _given(),
        "draft_energy": f"{draft:,}".replace(",", " "),
        "draft_total": f"{scaled.total:.7f}",
        "draft_ratio": f"{scaled.total / given.total:.2f}",
        "stages": _stages(),
        "why": _why(),
        "largest": _largest(),
        "scenarios": _scenarios(),
        "maps": _maps(),
        "eu_total": f"{project().calculate_target('eu').footprint.total:.4f}",
        "plausible": _plausible(),
        "cell_inputs": f"{_inputs('cell_making'):.3f}",
        "pack_inputs": f"{_inputs('pack_assembly'):.3f}",
        "brazing_kwh": f"{_amount('electricity/L-brazing_service'):.2f}",
        "brazing_total": f"{computed('brazing-per-case').total:.4f}",
        "carbonate_co2": f"{0.383 * 44.009 / 73.89:.3f}",
    }


def _inputs(process: str) -> float:
    rows = (e for e in project().model.exchanges if e.table == "bom" and e.process == process)
    return sum(row.amount.to("kg") for row in rows)


def _amount(address: str) -> float:
    return per_kg(next(r.amount for r in computed().rows if _is(r.address, address)))


def _given() -> str:
    given = computed("published")
    values = stages(given)
    lines = [
        [
            NAMES[id],
            printed,
            f"{values[id]:.6g}",
            f"{per_kg(values[id]):.5g}",
            f"{100 * values[id] / given.total:.1f} %",
        ]
        for id, printed in PRINTED.items()
    ]
    whole = [
        "**total 合计**",
        "0.1548",
        f"{given.total:.6g}",
        f"{per_kg(given.total):.5g}",
        "100 %",
    ]
    head = ["stage 阶段", "printed 印出值", "calculated 计算值", "per kg of pack", "share 占比"]
    return table(head, [*lines, whole], right=(1, 2, 3, 4))


def _stages() -> str:
    base, given = computed(), computed("published")
    own, published = stages(base), stages(given)
    pairs = [(NAMES[id], published[id], own[id]) for id in PRINTED]
    pairs.append(("**total 合计**", given.total, base.total))
    lines = [
        [name, f"{p:.6f}", f"{v:.6f}", f"{v / p:.2f}", three(per_kg(p)), three(per_kg(v))]
        for name, p, v in pairs
    ]
    head = ["stage 阶段", "published 已发表", "recomputed 重新计算", "ratio 比值"]
    head += ["published per kg of pack", "recomputed per kg of pack"]
    return table(head, lines, right=(1, 2, 3, 4, 5))


def _why() -> str:
    return template("jrc_nmc111_why.template.md", {**_raw(), **_production(), **_ends()}).strip()


def _gap(stage: str) -> float:
    """What the published stage has above the recomputed one, per kg of pack."""
    return per_kg(stages(computed("published"))[stage] - stages(computed())[stage])


def _raw() -> dict[str, str]:
    hydroxide = of_rows("bom/B-hydroxide_acquisition-*")
    amount = _amount("bom/B-hydroxide_acquisition-pcam_nmc111")
    as_case = stages(computed("open-case-r1"))["raw_material"]
    return {
        "raw_gap": three(_gap("raw_material")),
        "hydroxide": three(hydroxide),
        "hydroxide_is": three(hydroxide / amount),
        "hydroxide_needed": three((hydroxide + _gap("raw_material")) / amount),
        "aluminium": three(of_rows("bom/B-aluminium_*")),
        "lithium": three(of_rows("bom/B-lithium_carbonate_acquisition-*")),
        "am_power": three(
            of_rows("electricity/L-cathode_active_material", "electricity/L-anode_active_material")
        ),
        "copper": three(of_rows("bom/B-copper_*")),
        "raw_case": three(per_kg(as_case)),
    }


def _production() -> dict[str, str]:
    heat = [f"exchanges/E-{p}-heat" for p in ("cell_making", "cathode_making", "anode_making")]
    cell = ("cell_making-*", "cathode_making", "anode_making", "electrolyte_blending")
    return {
        "production_gap": three(_gap("production")),
        "heat": three(of_rows(*heat)),
        "cell_power": three(of_rows(*(f"electricity/L-{name}" for name in cell))),
        "brazing": three(of_rows("electricity/L-brazing_service")),
        "electronics": three(
            of_rows(
                "bom/B-bms-*",
                "bom/B-module_assembly-electronics",
                "bom/B-pack_assembly-electronics",
            )
        ),
        "pvdf": three(of_rows("bom/B-cathode_making-pvdf")),
        "salts": three(of_rows("bom/B-electrolyte_blending-*")),
    }


def _ends() -> dict[str, str]:
    published = per_kg(stages(computed("published"))["distribution"])
    burdens = [r for r in computed().rows if r.stage == "end_of_life" and r.value > 0]
    return {
        "lorry": three(of_rows("transport/T-pack_delivery")),
        "lorry_published": three(published),
        "eol_gap": three(_gap("end_of_life")),
        "burdens": three(per_kg(sum(r.value for r in burdens))),
        "al_credit": three(of_rows("endoflife/aluminium.credit")),
        "cu_credit": three(of_rows("endoflife/copper.credit")),
        "direct": three(of_rows("exchanges/E-cell_treatment-co2_fossil")),
        "chemicals": three(
            of_rows(
                *(
                    f"exchanges/E-metal_treatment-{name}"
                    for name in ("hydrogen_peroxide", "sodium_hydroxide", "sulfuric_acid")
                )
            )
        ),
        "eol_energy": three(
            of_rows(
                "electricity/L-cell_treatment",
                "electricity/L-metal_treatment",
                "exchanges/E-cell_treatment-heat*",
                "exchanges/E-metal_treatment-heat*",
            )
        ),
    }


def _largest() -> str:
    lines = [
        [
            f"`{row.address.removeprefix('row:')}`",
            NAMES[row.stage],
            three(per_kg(row.amount)),
            three(row.intensity),
            three(per_kg(row.value)),
            f"`{row.supplier}`" if row.supplier != "emission" else "direct emission",
        ]
        for row in computed().top(LARGEST)
    ]
    head = ["row 行", "stage 阶段", "amount per kg of pack", "kg CO2e per unit", "kg CO2e per kg"]
    return table([*head, "supplier 供应方"], lines, right=(2, 3, 4))


def _scenarios() -> str:
    base = computed()
    return table(
        ["scenario 情景", "total 合计", "difference 差值", *NAMES.values()],
        _scenario_lines(base),
        right=(1, 2, 3, 4, 5, 6),
    )


def _scenario_lines(base: Footprint) -> Iterable[list[str]]:
    yield ["base 基准", f"{base.total:.4f}", "", *_four(stages(base))]
    for name in SCENARIOS:
        other = computed(name)
        change = f"{other.total - base.total:+.4f}"
        yield [f"`{name}`", f"{other.total:.4f}", change, *_four(stages(other))]


def _four(values: dict[str, float]) -> list[str]:
    return [f"{values[id]:.4f}" for id in PRINTED]


def _maps() -> str:
    lines = [["as the case books them 案例", *_four(stages(computed())), f"{computed().total:.4f}"]]
    for id, name in TARGETS.items():
        result = project().calculate_target(id)
        values = {part.id: part.value for part in result.stages}
        lines.append([f"{name} (`{id}`)", *_four(values), f"{result.footprint.total:.4f}"])
    head = ["stage map 阶段划分", *NAMES.values(), "total 合计"]
    return table(head, lines, right=(1, 2, 3, 4, 5))


def _plausible() -> str:
    lines = []
    for id, (low, high) in BANDS.items():
        units = {"per-kg": "kg CO2e/kg", "per-kwh-capacity": "kg CO2e/kWh capacity"}
        values = [
            next(a.value for a in computed(s).alternatives if a.id == id)
            for s in (None, "published")
        ]
        inside = all(low <= value <= high for value in values)
        lines.append(
            [units[id], *(f"{v:.1f}" for v in values), f"{low:g}-{high:g}", _verdict(inside)]
        )
    head = ["unit 单位", "recomputed 重新计算", "taken as given 照录", "band 区间", ""]
    return table(head, lines, right=(1, 2, 3))


def _verdict(inside: bool) -> str:
    return "inside 在内" if inside else "outside 在外"
