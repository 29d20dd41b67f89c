"""``docs/validation.md``: the example packs beside published studies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pages.comparison import Comparison, comparisons, filled, of_row, shown
from pages.data import SHOWN, Published, levers, parts, published
from pages.sections import SECTIONS
from pages.systems import SystemName, system
from pages.targets import base_pack, parse, part_value, value
from pages.text import page, table, template, three
from pcf import open_background
from pcf.report.numbers import number

NAME = "validation.md"
SYSTEMS: tuple[SystemName, ...] = ("lfp", "nmc811", "nmc622")
#: `cell` holds other parts; the rest of the table adds up to the pack.
WHOLES = ("cell",)
LEVERS_SHOWN = (
    *("grid-us", "grid-eu", "hydro", "coal", "no-electricity", "al-na", "al-hydro", "gas-steam"),
    *("li-brine", "li-ore", "ni-sulfide", "ni-rkef", "graphite-natural", "graphite-carrere"),
    *("cathode-22", "materials-22", "greet-22", "greet-18"),
)


def build() -> str:
    """Write the page."""
    return page(_head(), _own_numbers(), *_sections(), _not_compared(), _references())


def _head() -> str:
    rows = published()
    words = {
        "rows": str(len(rows)),
        "studies": str(len({(row.study, row.year) for row in rows})),
        "summary": summary(),
        "summary_zh": summary("zh"),
        "stated_lfp": three(_stated("lfp")),
        "stated_nmc811": three(_stated("nmc811")),
    }
    return template("validation.template.md", words)


def summary(lang: str = "en") -> str:
    """Count what is compared, near, explained."""
    found = comparisons()
    counts = {
        "figures": len({c.row.id for c in found}),
        "all": len(found),
        "near": sum(c.near for c in found),
        "told": sum(not c.near and bool(c.row.explanation["en"]) for c in found),
        "taken": sum(c.row.rests_on == "figure" for c in found),
    }
    counts["left"] = len(published()) - counts["figures"]
    return _SUMMARY[lang].format_map(counts)


_SUMMARY = {
    "en": "{figures} figures are compared, in {all} comparisons: {near} are near, {told} differ by "
    "more than 20 % or lie outside the published range and are explained; {left} figures are not "
    "comparable, each with the reason. In {taken} of the comparisons the computed number takes "
    "over the published figure.",
    "zh": "比较{figures}个数值，共{all}次：{near}次接近，{told}次相差超过20 %或超出发表区间，"
    "均已说明；{left}个数值不可比，均注明原因。其中{taken}次的计算值直接取自该发表值。",
}


def _stated(name: str) -> float:
    """Cradle-to-gate pack per kWh with the biogenic approach that the example states."""
    from pcf import Project
    from pcf.location import data_root

    footprint = Project.load(data_root("datasets") / "examples" / SHOWN[name]).calculate()
    per = next(a.value for a in footprint.alternatives if a.id == "per-kwh-capacity")
    gate = sum(p.value for p in footprint.stages if p.id in ("raw_material", "production"))
    return gate * per / footprint.total


def _own_numbers() -> str:
    head = ["kg CO2e/kWh", "LFP", "NMC811", "NMC622"]
    whole = [base_pack(name) for name in SYSTEMS]
    listed = [
        (part, [part_value(name, part, {}) for name in SYSTEMS])
        for part in parts().values()
        if part.id not in WHOLES
    ]
    lines = [[_named(p.name_zh, p.name_en), *map(three, values)] for p, values in listed]
    rest = [w - sum(values[n] for _, values in listed) for n, w in enumerate(whole)]
    lines.append(["其余 everything else", *map(three, rest)])
    lines.append(["**合计 pack**", *(f"**{three(w)}**" for w in whole)])
    cells = [part_value(name, parts()["cell"], {}) for name in SYSTEMS]
    lines.append(["其中电芯 of which cells", *map(three, cells)])
    masses = [system(name).mass for name in SYSTEMS]
    per_kg = [
        "" if m is None else three(w * system(s).energy / m)
        for w, m, s in zip(whole, masses, SYSTEMS, strict=True)
    ]
    lines.append(["每kg per kg of pack", *per_kg])
    notes = "\n".join(f"- *{p.name_en}*: {p.note}." for p in parts().values() if p.note)
    return "\n\n".join(
        (
            "## Our own numbers",
            "三个电池包的组成与敏感因素。电网因子与铝的电力来源影响最大，其次为镍路线与石墨路线。",
            table(head, lines, right=(1, 2, 3)),
            "Everything else is carbon black, small parts, transport packaging, inbound transport, "
            "nitrogen and water.",
            notes,
            "What one cause moves (the pack under each what-if, kg CO2e/kWh):",
            table(["what-if", *head[1:]], _lever_lines(whole), right=(1, 2, 3)),
            _yardsticks(),
        )
    )


def _lever_lines(whole: Sequence[float]) -> Iterable[list[str]]:
    yield ["基准 base", *map(three, whole)]
    for name in LEVERS_SHOWN:
        lever = levers()[name]
        cells = [three(value(parse(f"pack {s}"), name)) for s in SYSTEMS]
        yield [_named(lever.name_zh, lever.name_en), *cells]


def _yardsticks() -> str:
    """Two published Chinese pack factors that the background itself holds."""
    found = {n: value(parse(f"data battery_pack_{n}_cn")) for n in ("lfp", "nmc")}
    return (
        "The background also holds two published Chinese pack factors as aggregated datasets: "
        f"`bg:battery_pack_lfp_cn` {three(found['lfp'])} and `bg:battery_pack_nmc_cn` "
        f"{three(found['nmc'])} kg CO2e/kWh. No example uses them."
    )


def _named(zh: str, en: str) -> str:
    return f"{zh} {en}"


def _sections() -> Iterable[str]:
    for _, title, chinese, belongs in SECTIONS:
        chosen = [c for c in comparisons() if belongs(c)]
        near = sum(c.near for c in chosen)
        lines = [_line(c) for c in chosen]
        yield "\n\n".join(
            (
                f"## {title}",
                chinese,
                f"{len(chosen)} comparisons, {near} near.",
                table(_HEAD, lines, right=(3, 5, 6)),
                _sentences(chosen),
            )
        )


_HEAD = ("id", "study", "figure", "published", "compared with", "computed", "ratio", "note")


def _line(c: Comparison) -> list[str]:
    row = c.row
    ratio = "-" if c.ratio is None else f"{c.ratio:.2f}"
    notes = [row.rests_on, "" if c.side in ("", "inside") else f"{c.side} range"]
    notes += [] if c.near else ["see below"]
    return [
        row.id,
        _study(row),
        _figure(row),
        published_text(row),
        _compared_with(c),
        three(c.computed),
        ratio,
        "; ".join(filter(None, notes)),
    ]


def _study(row: Published) -> str:
    return row.study if row.year in row.study else f"{row.study} {row.year}"


def _figure(row: Published) -> str:
    chemistry = "" if row.chemistry == "-" else f"{row.chemistry}, "
    return f"{chemistry}{row.item} ({row.location})" if row.location else f"{chemistry}{row.item}"


def published_text(row: Published) -> str:
    """Value, range, unit and tag of a published figure, for a table."""
    parts_: list[str] = []
    if row.value is not None:
        parts_.append(number(row.value))
    if row.lower is not None and row.upper is not None:
        span = f"{number(row.lower)} to {number(row.upper)}"
        parts_.append(f"({span})" if parts_ else span)
    elif row.lower is not None:
        parts_.append(f"(at least {number(row.lower)})")
    elif row.upper is not None:
        parts_.append(f"(up to {number(row.upper)})")
    if row.unit != "-":
        parts_.append(row.unit)
    if row.tag:
        parts_.append(f"[{row.tag}]")
    return " ".join(parts_)


def _compared_with(c: Comparison) -> str:
    target = c.target
    words = [shown(c)]
    if target.verb in ("made", "effect"):
        words.append(" ".join(target.words[1:]))
    elif target.verb in ("share", "part", "without") and target.words[1:] != ("cell",):
        words.append(f"{target.verb}: {' '.join(target.words[1:])}")
    elif target.verb == "end-of-life":
        words.append(" ".join(target.words[1:]) or "base")
    elif target.verb == "part":
        words.append("cells")
    return " ".join(filter(None, words))


def _sentences(chosen: Sequence[Comparison]) -> str:
    """One point for each sentence; figures with the same sentence share it."""
    told: dict[tuple[str, str], list[str]] = {}
    for row in dict.fromkeys(c.row.id for c in chosen if not c.near):
        figure = next(c.row for c in chosen if c.row.id == row)
        en, zh = (filled(figure.explanation[lang], figure) for lang in ("en", "zh"))
        told.setdefault((en, zh), []).append(row)
    return "\n".join(f"- **{', '.join(ids)}** {en}\n  {zh}" for (en, zh), ids in told.items())


def _not_compared() -> str:
    lines = [
        [row.id, _study(row), _figure(row), published_text(row), *_why_not(row)]
        for row in published()
        if not of_row(row)
    ]
    return "\n\n".join(
        (
            "## Figures that are not compared",
            "未比较的数值及原因。",
            table(["id", "study", "figure", "published", "reason", "原因"], lines, right=(3,)),
        )
    )


def _why_not(row: Published) -> tuple[str, str]:
    return filled(row.why_not["en"], row), filled(row.why_not["zh"], row)


def _references() -> str:
    background = open_background()
    keys = sorted({key for row in published() for key in row.sources})
    cited = "\n".join(
        f"- **{key}** {background.source(key).citation} {background.source(key).url}".rstrip()
        for key in keys
    )
    longest: dict[str, str] = {}
    for row in published():
        if not row.sources and len(row.source) > len(longest.get(_study(row), "")):
            longest[_study(row)] = row.source
    short = [f"{study}: {source}" for study, source in sorted(longest.items())]
    return "\n\n".join(
        (
            "## References",
            "All figures with their functional unit, boundary, place and comment: "
            "`datasets/validation/battery.csv`. Citations that the background holds:",
            cited,
            "Other studies, as cited where the figure was taken:",
            "\n".join(f"- {line}" for line in short),
        )
    )
