"""``docs/data.md``: what the embedded background covers, rests on, lacks, and how it compares."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from pages.text import page, table, template
from pcf import Background, open_background
from pcf.background.plausibility import Comparison, read_bands
from pcf.background.tables import topic_folders
from pcf.background.tag_shares import RANKS, TagShares, tag_shares
from pcf.calc.data_check import DataCheck, Scores, check_folder
from pcf.findings import Findings
from pcf.i18n import label
from pcf.location import data_root
from pcf.report.numbers import number, percent

NAME = "data.md"
KINDS = ("unit", "aggregated", "mix", "mapping")
#: Results whose foundations are shown.
FLAGSHIPS = (
    "elec_grid_cn", "elec_coal_cn", "hard_coal_cn", "natural_gas_cn", "refinery_cn",
    "steam_coal_cn", "truck_heavy_diesel_cn", "bf_hot_metal_cn", "bof_steel_cn", "steel_hrc_cn",
    "eaf_steel_cn",
    "alumina_cn", "aluminium_primary_cn", "aluminium_secondary_cn", "copper_cathode_cn", "zinc_cn",
    "magnesium_pidgeon_cn", "silicon_metal_cn", "clinker_cn", "cement_opc_cn", "lime_quick_cn",
    "glass_float_cn", "ammonia_coal_cn", "urea_coal_cn", "dap_cn", "methanol_coal_cn",
    "hydrogen_coal_cn", "hydrogen_electrolysis_grid", "calcium_carbide_cn", "pvc_carbide_cn",
    "steam_cracker_naphtha_cn", "hdpe_cn", "pp_cn", "pet_cn", "soda_ash_hou_cn", "chlor_alkali_cn",
    "pv_module_topcon_cn", "polysilicon_cn_2023", "pcba_mixed_cn", "corrugated_box_cn",
    "bev_a_class_cn", "li2co3_mix", "niso4_mix", "anode_graphite_mix", "lfp_solid_state",
    "cam_nmc811_calcination", "lipf6_synthesis", "cu_foil_electrodeposition", "pack_assembly_lfp",
    "pack_assembly_nmc622", "pack_assembly_nmc811",
)  # fmt: skip
ID = "pcf-open"


def _folder() -> Path:
    return data_root("datasets") / "background" / ID


@lru_cache
def background() -> Background:
    """Give the embedded background."""
    return open_background(ID)


@lru_cache
def checked() -> DataCheck:
    """Give its check."""
    return check_folder(_folder())


@lru_cache
def shares() -> TagShares:
    """Give the foundations of every result."""
    return tag_shares(background(), Scores(background()).factors)


def build() -> str:
    """Write the page."""
    opened, check = background(), checked()
    words = {
        "version": opened.version,
        "sha": opened.sha256[:12],
        "processes": str(check.processes),
        "products": str(len(opened.products)),
        "exchanges": str(check.exchanges),
        "sources": str(len(opened.sources())),
        **_coverage(),
        **_foundations(),
        **_checks(check),
        "gaps": _gaps(),
        **_published(check.ranges),
    }
    return page(template("background.template.md", words))


def _coverage() -> dict[str, str]:
    topics = []
    for folder in topic_folders(_folder()):
        with (folder / "processes.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        kinds = Counter(row["kind"] for row in rows)
        years = sorted(row["year"] for row in rows)
        span = f"{years[0]}–{years[-1]}"
        topics.append([folder.name, str(len(rows)), *(str(kinds[k]) for k in KINDS), span])
    heads = background().processes()
    places = Counter(_region(p.location) for p in heads)
    years = Counter(_period(p.year) for p in heads)
    return {
        "topics": table(("Topic", "Processes", *KINDS, "Years"), topics, right=range(1, 6)),
        "places": table(("Place", "Processes"), _counted(places), right=(1,)),
        "years": table(("Reference year", "Processes"), sorted(_counted(years)), right=(1,)),
    }


def _counted(counter: Counter[str]) -> list[list[str]]:
    return [[name, str(count)] for name, count in counter.most_common()]


def _region(location: str) -> str:
    if location.startswith("CN-"):
        return "China, province or regional grid"
    names = {"CN": "China", "GLO": "world", "RER": "Europe", "US": "United States"}
    return names.get(location, "other countries")


def _period(year: str) -> str:
    value = int(year)
    return "before 2010" if value < 2010 else f"{value // 5 * 5}–{value // 5 * 5 + 4}"


def _foundations() -> dict[str, str]:
    opened = background()
    rows = [row for p in opened.processes() for row in opened.exchanges(p.id)]
    tags = Counter(row.tag for row in rows)
    generic = sum("typical practice for" in row.comment for row in rows if row.tag == "estimate")
    listed = [[label(t, "en"), label(t, "zh"), str(n)] for t, n in tags.most_common()]
    heavy = [
        weakest
        for weakest in map(_weakest, range(len(opened.products)))
        if weakest and weakest[-1] > 0.5
    ]
    head = ("Dataset", "kg CO2e", "per", *(f"figure: {t}" for t in RANKS))
    return {
        "tags": table(("Tag", "标签", "Exchanges"), listed, right=(2,)),
        "generic": str(generic),
        "weak": str(len(heavy)),
        "shares": table(
            (*head, *(f"weakest: {t}" for t in RANKS)),
            map(_flagship, FLAGSHIPS),
            right=(1, *range(3, 11)),
        ),
    }


def _weakest(product: int) -> list[float]:
    parts = shares().by_weakest[product]
    total = float(parts.sum())
    return [float(part) / total for part in parts] if total else []


def _flagship(process: str) -> list[str]:
    opened = background()
    j = opened.index(process)
    figures = shares().by_figure[j]
    total = float(figures.sum())
    return [
        f"`{process}`",
        number(total, 3),
        opened.unit_of(process, opened.process(process).product),
        *(_percent(float(part) / total) for part in figures),
        *map(_percent, _weakest(j)),
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %".replace("-0 %", "0 %")


def _checks(check: DataCheck) -> dict[str, str]:
    rows = [
        [
            item.kind, str(item.closed), str(item.open), str(item.by_design), str(item.undecided),
            str(sum(item.nothing.values())),
        ]
        for item in check.coverage
    ]  # fmt: skip
    head = ("Balance", "closed", "open", "open by design", "undecided", "not checked")
    reasons = dict.fromkeys(why for item in check.coverage for why in item.nothing)
    texts = (label(f"why_{why}", "en") for why in reasons)
    broken = [f for f in check.findings if f.code == "DS052"]
    gaps = sorted((f for f in check.findings if f.code in _OPEN), key=lambda f: str(f.node))
    return {
        "balances": table(head, rows, right=range(1, 6)),
        "notchecked": "; ".join(texts),
        "bounds": str(sum(item.holds for item in check.floors)),
        "allbounds": str(len(check.floors)),
        "boundprocesses": str(len({item.process for item in check.floors})),
        "broken": "\n".join(f"- {f.message('en')}." for f in broken),
        "open": table(
            ("Process", "Balance", "in", "out", "Reason"),
            [
                [
                    f"`{f.node}`", _OPEN[f.code], f"{f.observed} {f.params['unit']}",
                    f"{f.expected} {f.params['unit']}", str(f.params["reason"]),
                ]
                for f in gaps
            ],
        ),
    }  # fmt: skip


_OPEN = {"DS053": "mass", "DS054": "carbon", "DS055": "energy"}


def _gaps() -> str:
    """Give the section on confidence and gaps of the README beside the tables."""
    text = (_folder() / "README.md").read_text(encoding="utf-8")
    section = text.split("## Confidence and gaps", 1)[1]
    return section.split("\n## ", 1)[0].strip()


def _published(ranges: Sequence[Comparison]) -> dict[str, str]:
    used = {item.band.id for item in ranges}
    without = [
        [b.product_en, _figures(b.low, b.typical, b.high), b.unit, b.why_not]
        for b in read_bands(Findings())
        if b.id not in used
    ]
    head = ("Product", "Dataset", "Computed", "low / typical / high", "per", "Ratio", "Inside",
            "Independent", "Tag")  # fmt: skip
    return {
        "summary": _summary(ranges),
        "compared": table(head, map(_compared, ranges), right=(2, 5)),
        "explained": "\n".join(_explained(item) for item in ranges if not item.is_near),
        "without": table(("Product", "low / typical / high", "per", "Why"), without),
    }


def _figures(*values: float) -> str:
    return " / ".join(number(value) for value in values)


def _compared(item: Comparison) -> list[str]:
    band = item.band
    return [
        f"{band.product_en} {band.product_zh}",
        f"`{band.process}`",
        number(item.computed),
        _figures(band.low, band.typical, band.high),
        band.unit,
        f"{item.ratio:.2f}",
        "yes" if item.is_inside else "**no**",
        band.independent,
        band.tag,
    ]


def _explained(item: Comparison) -> str:
    band = item.band
    where = "inside" if item.is_inside else "outside"
    head = f"- **{band.product_en}** {number(item.computed)} against "
    head += f"{_figures(band.low, band.typical, band.high)} ({where}, ratio {item.ratio:.2f}): "
    return f"{head}{band.explanation['en']} {band.explanation['zh']}"


def _summary(ranges: Sequence[Comparison]) -> str:
    own = [item for item in ranges if item.band.independent == "yes"]
    return (
        f"**{_inside(ranges)} of {len(ranges)} products lie inside their range; of the {len(own)} "
        f"comparisons that are independent, {_inside(own)} do, {_within(own, 0.15)} are within "
        f"15 % and {_within(own, 0.3)} within 30 % of the typical value "
        f"({percent(_within(own, 0.3) / len(own))}).**"
    )


def _inside(items: Iterable[Comparison]) -> int:
    return sum(item.is_inside for item in items)


def _within(items: Iterable[Comparison], distance: float) -> int:
    return sum(abs(item.ratio - 1) <= distance for item in items)
