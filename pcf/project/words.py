"""Words that users write for a choice, besides its id."""

from __future__ import annotations

import unicodedata

#: Column or key -> word -> id. Words are compared case-folded and in compatibility form.
CHOICE_WORDS: dict[str, dict[str, str]] = {
    "direction": {
        "输入": "input",
        "投入": "input",
        "共生产品": "coproduct",
        "共产品": "coproduct",
        "副产品": "coproduct",
        "co-product": "coproduct",
        "废物": "waste",
        "废弃物": "waste",
        "排放": "emission",
        "清除": "removal",
    },
    "origin": {
        "初级": "primary",
        "初级数据": "primary",
        "现场数据": "primary",
        "次级": "secondary",
        "次级数据": "secondary",
        "估算": "estimate",
        "估计": "estimate",
        "estimated": "estimate",
    },
    "kind": {
        "电网": "grid",
        "网电": "grid",
        "自发自用": "self",
        "自发电": "self",
        "self-generated": "self",
        "直连": "direct",
        "专线": "direct",
        "绿电直连": "direct",
        "direct line": "direct",
        "合同": "contract",
        "绿电合同": "contract",
        "绿证": "contract",
        "功能单位": "functional",
        "声明单位": "declared",
        "从摇篮到坟墓": "cradle-to-grave",
        "从摇篮到大门": "cradle-to-gate",
        "从大门到大门": "gate-to-gate",
    },
    "allocation": {
        "无": "none",
        "不分配": "none",
        "质量": "mass",
        "能量": "energy",
        "热值": "energy",
        "经济": "economic",
        "经济价值": "economic",
        "替代": "substitution",
        "系统扩展": "substitution",
        "system expansion": "substitution",
        "逐过程": "per-process",
    },
    "uncertainty": {
        "范围": "range",
        "三角": "triangular",
        "三角分布": "triangular",
        "均匀": "uniform",
        "均匀分布": "uniform",
        "正态": "normal",
        "正态分布": "normal",
        "对数正态": "lognormal",
        "对数正态分布": "lognormal",
        "离散": "discrete",
        "离散分布": "discrete",
    },
    "answer": {"是": "yes", "符合": "yes", "否": "no", "不符合": "no", "不适用": "na", "n/a": "na"},
    "active": {"是": "yes", "否": "no"},
    "attributes_sold": {"是": "yes", "否": "no", "已售": "yes", "未售": "no"},
    "class": {"金属": "metal", "塑料": "plastic", "其他": "other"},
    "metal": {"钴": "Co", "镍": "Ni", "锂": "Li", "铅": "Pb"},
    "ledger": {"航空": "aircraft", "航空运输": "aircraft", "直接土地利用变化": "dluc"},
}


def plain(text: str) -> str:
    """Give `text` in the form in which words are compared."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def choice_words(name: str, choices: tuple[str, ...]) -> dict[str, str]:
    """Give every word that is understood in the column or key `name`, with the id it stands for."""
    words = {word: made for word, made in CHOICE_WORDS.get(name, {}).items() if made in choices}
    return {**words, **{plain(choice): choice for choice in choices}}
