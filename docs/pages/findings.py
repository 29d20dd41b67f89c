"""``docs/findings.md``: every finding code of the catalogue, by family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pages.text import page, table
from pcf.i18n import finding_catalogue

NAME = "findings.md"

#: Families in the order of a run: reading, building, calculating, using.
FAMILIES = {
    "IO": ("文件与编码", "Files and encoding"),
    "ID": ("标识", "Identifiers"),
    "UN": ("单位", "Units"),
    "NU": ("数值与公式", "Numbers and formulas"),
    "GR": ("链接与图", "Links and graph"),
    "MB": ("边界、质量平衡与完整性", "Boundary, mass balance and completeness"),
    "AL": ("分配与生命末期", "Allocation and end of life"),
    "EL": ("电力", "Electricity"),
    "TR": ("运输", "Transport"),
    "LC": ("特征化因子", "Characterization factors"),
    "DQ": ("数据质量与证据", "Data quality and evidence"),
    "DS": ("数据集与锁", "Datasets and lock"),
    "EX": ("导出交换格式", "Export in exchange formats"),
    "RX": ("收到的供应方文件", "Received supplier files"),
    "MC": ("抽样", "Draws of distributions"),
    "PF": ("性能等级与敏感性", "Performance classes and sensitivity"),
    "RU": ("规则包与研究声明", "Rule packs and statements of the study"),
    "US": ("程序使用", "Use of the program"),
}
LEVELS = {
    "error": "错误：计算停止 · stops the calculation",
    "warning": "警告：计算继续 · the calculation goes on",
    "info": "提示 · worth knowing",
    "judgement": "须由人判断 · a person must decide",
}
INTRO = """# Finding codes

发现代码：代码永不改变。花括号中的是发现所遇到的数值。

A finding says what is wrong or worth knowing, where, and what to do next. Its code never changes.
Words in braces are the values met, such as `{observed}`, `{expected}` and `{suggestion}`."""


def build() -> str:
    """Write the page."""
    catalogue = finding_catalogue()
    families = {code[:2] for code in catalogue}
    known = [*FAMILIES, *sorted(families - FAMILIES.keys())]
    levels = table(["level", ""], [[f"`{key}`", text] for key, text in LEVELS.items()])
    count = f"{len(catalogue)} codes in {len(families)} families."
    return page(INTRO, levels, count, *(_family(key, catalogue) for key in known))


def _family(key: str, catalogue: Mapping[str, Mapping[str, Any]]) -> str:
    codes = sorted(code for code in catalogue if code[:2] == key)
    if not codes:
        return ""
    zh, en = FAMILIES.get(key, ("", ""))
    heading = f"## {key} {en} {zh}".rstrip()
    return "\n\n".join([heading, *(_code(code, catalogue[code]) for code in codes)])


def _code(code: str, entry: Mapping[str, Any]) -> str:
    lines = [f"### {code} {entry['title_en']} · {entry['title_zh']}", ""]
    lines.append(f"Level: `{entry['level']}`")
    for lang in ("en", "zh"):
        lines += ["", f"> {_quoted(entry[f'message_{lang}'])}"]
        if entry[f"help_{lang}"]:
            lines += [">", f"> *{_quoted(entry[f'help_{lang}'])}*"]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """Text of the catalogue as Markdown: no stray emphasis, no tags."""
    for mark in ("\\", "*", "_", "<", "[", "]"):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", " ")
