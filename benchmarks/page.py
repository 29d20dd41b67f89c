"""Make ``docs/performance.md`` from ``benchmarks/results/*.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "performance.md"
HEAD = """# Performance

Generated from `benchmarks/results/` by `python docs/make.py`; measured by
`python -m benchmarks.run` (see `benchmarks/README.md`). `pcf` and a peer run alternately in the
same run on the same numbers; times are medians. A ratio above 1 means that `pcf` is faster, or
needs less memory; where it is slower, that stands here too. Processor time is told beside wall
time: wall times of a machine that is shared with other work are long and uneven.

"""


def _ratio(value: float) -> str:
    """Whole numbers from 100 on, two digits below one: what is slower is not printed as nothing."""
    if value >= 100.0:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1.0 else f"{value:.2g}"


def _seconds(value: float) -> str:
    """Three digits with the unit that fits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{value / size:.3g} {unit}" if value < 1000 * size else f"{value:.0f} {unit}"
    return f"{value * 1e9:.3g} ns"


def page_text() -> str:
    """Text of the page for the results that are there."""
    results = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((HERE / "results").glob("*.json"))
    ]
    sized = [result for result in results if "sizes" in result]
    whole = [result for result in results if "sizes" not in result]
    parts = []
    if sized:
        parts += ["## Generated backgrounds of several sizes\n\n" + _TELLS, _short(sized)]
        parts += [_sized(result) for result in sized]
    if whole:
        parts += ["## Whole processes on the embedded background\n"]
        parts += [_section(result) for result in whole]
    return HEAD + "\n".join(parts)


_TELLS = """Seeded systems like ecoinvent (`benchmarks/generator.py`): about 20 technosphere entries
a process, scale-free supply, markets, loops; 2,000 elementary flows, 15 a process, 20 of the flows
with a characterization factor. The portfolio: products of 150 unit processes of their own. Times
are per unit of work (a product, a draw, an exchange). *Error* is the largest relative difference of
the answers. *Grows* is the power of the number of processes with which the time grows, fitted over
all sizes, pcf and peer.
"""


def _short(results: list[dict[str, Any]]) -> str:
    """Each question at the largest size beside the peer that comes closest."""
    lines = [
        "In short, at the largest size, beside the peer that comes closest by processor time:",
        "",
        "| experiment | question | pcf | closest peer | ratio | by processor | error |",
        "|---|---|---|---|---:|---:|---:|",
    ]
    for result in results:
        rows = result["sizes"][max(result["sizes"], key=int)]["rows"]
        for question in dict.fromkeys(row["row"] for row in rows):
            asked = [row for row in rows if row["row"] == question]
            usual = [row for row in asked if row["pcf"]["name"] == asked[0]["pcf"]["name"]]
            row = min(usual, key=lambda row: row["ratio_cpu"])
            error = f"{row['error']:.1e}" if "error" in row else ""
            lines.append(
                f"| {result['experiment']} | {question} | {row['pcf']['name']} "
                f"| {row['peer']['name']} | {_ratio(row['ratio'])} | {_ratio(row['ratio_cpu'])} "
                f"| {error} |"
            )
    return "\n".join([*lines, ""])


def _sized(result: dict[str, Any]) -> str:
    sizes = sorted(result["sizes"], key=int)
    largest = result["sizes"][sizes[-1]]
    others = {size: _by_key(result["sizes"][size]["rows"]) for size in sizes[:-1]}
    smaller = "".join(f" ratio at {int(size):,} |" for size in sizes[:-1])
    memory = any("peak_mb" in row["pcf"] for row in largest["rows"])
    lines = [
        f"### {result['experiment']}",
        "",
        result["what"],
        "",
        f"| {int(sizes[-1]):,} processes | pcf | time | peer | solver | time | ratio |"
        f" by processor | error |{smaller} grows |"
        + (" peak MB, pcf and peer |" if memory else ""),
        "|---|---|---:|---|---|---:|---:|---:|---:|" + "---:|" * (len(sizes) + memory),
    ]
    for row in largest["rows"]:
        cells = [row["row"], row["pcf"]["name"], _seconds(row["pcf"]["seconds"]),
                 row["peer"]["name"], row.get("solver", ""), _seconds(row["peer"]["seconds"]),
                 _ratio(row["ratio"]), _ratio(row["ratio_cpu"]) if "ratio_cpu" in row else "",
                 f"{row['error']:.1e}" if "error" in row else ""]  # fmt: skip
        cells += [_ratio(held[key(row)]["ratio"]) if key(row) in held else ""
                  for held in others.values()]  # fmt: skip
        powers = result["growth"].get(" | ".join(key(row)))
        cells.append(f"n^{powers['pcf']:.2f}, n^{powers['peer']:.2f}" if powers else "")
        if memory:
            peaks = [row[side].get("peak_mb") for side in ("pcf", "peer")]
            cells.append(f"{peaks[0]:.0f}, {peaks[1]:.0f}" if all(peaks) else "")
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", *_facts(result, largest), *_on(result["measured_on"], largest["load"])]
    return "\n".join(lines)


def _facts(result: dict[str, Any], largest: dict[str, Any]) -> list[str]:
    told = []
    for name, error in largest.get("draws_against_superlu", {}).items():
        told.append(f"{name} {error:.1e}")
    if told:
        return [f"Draws of pcf against SuperLU of the same amounts: {', '.join(told)}.", ""]
    extrapolated = [
        f"{row['peer']['name']}: {row['peer']['units']} of {row['pcf']['units']} units measured"
        for row in largest["rows"]
        if row["pcf"].get("units", 1) > row["peer"].get("units", 1)
    ]
    return [f"Extrapolated, as the others take as long: {'; '.join(dict.fromkeys(extrapolated))}.",
            ""] if extrapolated else []  # fmt: skip


def _by_key(rows: list[dict[str, Any]]) -> dict[tuple[str, ...], dict[str, Any]]:
    return {key(row): row for row in rows}


def key(row: dict[str, Any]) -> tuple[str, ...]:
    """What a row compares, whatever the size."""
    return row["row"], row["pcf"]["name"], row["peer"]["name"], row.get("solver", "")


def _section(result: dict[str, Any]) -> str:
    own, peer, on = result["pcf"], result["peer"], result["measured_on"]
    lines = [
        f"### {result['experiment']}",
        "",
        result["what"],
        "",
        "| | median s | fastest s | slowest s | peak MB |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {name} | {side['median_s']:.3f} | {side['min_s']:.3f} | {side['max_s']:.3f} "
            f"| {side['peak_mb']:.0f} |"
            for name, side in (("pcf", own), ("peer", peer))
        ),
        f"| ratio | {_ratio(result['ratio_time'])} | | | {_ratio(result['ratio_memory'])} |",
        "",
    ]
    if "ratio_cpu" in result:
        lines += [
            f"Processor time, median: pcf {own['median_cpu_s']:.3f} s, "
            f"peer {peer['median_cpu_s']:.3f} s; ratio {result['ratio_cpu']:.2f}.",
            "",
        ]
    if "answers" in result:
        answers, size = result["answers"], result["size"]
        lines += [
            f"{size['products']} products, {size['entries']} technosphere entries. Answers: "
            f"{answers['pcf']:.12g} and {answers['peer']:.12g} (relative difference "
            f"{answers['relative']:.1e}; bw2data stores amounts as float32).",
            "",
        ]
    if "inside" in result:
        told = ", ".join(f"{name} {value:.4f}" for name, value in result["inside"].items())
        lines += [f"Inside one process, seconds: {told}.", ""]
    return "\n".join(lines + _on(on, [on.get("load") or 0]))


def _on(on: dict[str, Any], loads: list[float]) -> list[str]:
    """What it was measured on, and with how much other work."""
    lines = []
    if max(loads) > on["processors"]:
        lines += [
            f"The machine was shared: load {max(loads)} on {on['processors']} processors; ratios "
            "by processor time are the better measure.",
            "",
        ]
    packages = ", ".join(f"{name} {v}" for name, v in on["packages"].items())
    return [
        *lines,
        f"Measured on {on['processors']} processors, {on['system']} {on['machine']}, "
        f"Python {on['python']}; {packages}.",
        "",
    ]


def write_page() -> None:
    """Write the page."""
    PAGE.write_text(page_text(), encoding="utf-8", newline="\n")
