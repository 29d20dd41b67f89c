"""How the comparisons are grouped on the page: title, Chinese summary, what belongs there."""

from __future__ import annotations

from collections.abc import Callable

from pages.comparison import Comparison

SECTIONS: tuple[tuple[str, str, str, Callable[[Comparison], bool]], ...] = (
    (
        "packs",
        "Packs and cells",
        "电池包与电芯总量。示例取中国电网、煤电铝与2022年的工厂能耗：高于美国与欧洲供应链的研究，低于2010年代早期的研究。",
        lambda c: _kind(c) == "packs",
    ),
    (
        "components-lfp",
        "Components of the LFP pack",
        "LFP电池包分项，与GREET 2022因子在同一设计（EverBatt 2023）上的结果比较："
        "设计与得率相同，差别在于因子与零部件制造。",
        lambda c: _kind(c) == "components" and c.target.system == "lfp",
    ),
    (
        "components-nmc811",
        "Components of the NMC811 pack",
        "NMC811电池包分项，比较方式同上。",
        lambda c: _kind(c) == "components" and c.target.system == "nmc811",
    ),
    (
        "components-nmc622",
        "Components of the NMC622 pack of the background",
        "背景NMC622电池包分项，比较方式同上。",
        lambda c: _kind(c) == "components" and c.target.system == "nmc622",
    ),
    (
        "shares",
        "Shares, effects and end of life",
        "占比、电网替换效果与回收净效应。占比对边界与清单十分敏感。",
        lambda c: _kind(c) == "shares",
    ),
    (
        "materials",
        "Materials, per kg",
        "材料强度。铝、镍、石墨、PVDF的差别源于路线与电力；烧碱源于分配；同一清单的锂盐差别主要在纯碱。",
        lambda c: _kind(c) == "materials",
    ),
    (
        "energy",
        "Energy of the cell factory",
        "电芯工厂能耗。示例直接采用Degen & Schutte 2022的总量，与其比较不构成独立验证。",
        lambda c: _kind(c) == "energy",
    ),
)


def _kind(c: Comparison) -> str:
    if c.target.verb in ("share", "effect", "end-of-life"):
        return "shares"
    if c.target.verb in ("data", "made"):
        return "materials"
    if c.target.verb == "energy":
        return "energy"
    return "components" if c.row.level == "component" else "packs"
