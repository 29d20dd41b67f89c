"""Tables and columns: what each is called, in English and Chinese.

Only ``exchanges`` with ``process``, ``flow`` and ``amount`` must be there; flows and processes that
have no row of their own are made of what the exchanges say of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from pcf.importing.package import (
    Direction,
    Document,
    Exchange,
    Flow,
    FlowKind,
    FlowProperty,
    Parameter,
    Process,
    UnitGroup,
)

Meaning = tuple[Direction, FlowKind, bool, bool]
#: Columns of names, in place of the field ``names``.
NAMES = ("name_zh", "name_en", "name_other")
#: Columns of the spread of an amount, in place of the field ``uncertainty``.
SPREAD = ("uncertainty", "low", "high", "deviation", "mode")
#: Records by table, and the columns before their own fields.
RECORDS: Mapping[str, tuple[type, tuple[str, ...]]] = {
    "processes": (Process, ()),
    "exchanges": (Exchange, ("process", "categories")),
    "flows": (Flow, ()),
    "parameters": (Parameter, ("process",)),
    "flow_properties": (FlowProperty, ()),
    "unit_groups": (UnitGroup, ()),
    "documents": (Document, ()),
}
#: Tables of pairs, with all their columns.
PAIRS: Mapping[str, tuple[str, ...]] = {
    "allocations": ("process", "exchange", "coproduct", "share"),
    "flow_amounts": ("flow", "property", "factor"),
    "units": ("unit_group", "name", "factor"),
}
#: Other names of tables.
TABLES: Mapping[str, str] = {
    "exchange": "exchanges", "交换": "exchanges", "输入输出": "exchanges", "清单": "exchanges",
    "process": "processes", "过程": "processes", "单元过程": "processes",
    "activities": "processes",
    "flow": "flows", "流": "flows", "参数": "parameters", "分配": "allocations",
    "单位": "units", "单位组": "unit_groups", "流属性": "flow_properties",
    "来源": "documents",
}  # fmt: skip
#: Other names of columns.
COLUMNS: Mapping[str, str] = {
    "编号": "id", "过程编号": "process", "过程": "process", "过程名称": "process",
    "process_id": "process", "activity": "process", "process name": "process",
    "流": "flow", "流名称": "flow", "物质": "flow", "flow_id": "flow", "flow name": "flow",
    "product": "flow", "substance": "flow",
    "方向": "direction", "类型": "direction", "type": "direction",
    "数量": "amount", "数值": "amount", "value": "amount", "quantity": "amount",
    "单位": "unit", "units": "unit", "公式": "formula",
    "地点": "location", "地区": "location", "region": "location", "geography": "location",
    "供应过程": "provider", "供应者": "provider", "supplier": "provider",
    "default_provider": "provider",
    "中文名": "name_zh", "中文名称": "name_zh", "名称": "name_zh", "name": "name_en",
    "英文名": "name_en", "英文名称": "name_en",
    "年份": "year", "基准年": "year", "说明": "comment", "备注": "comment", "comments": "comment",
    "类别": "categories", "分类": "categories", "category": "categories",
    "compartment": "categories", "介质": "categories",
    "种类": "kind", "cas号": "cas", "cas_number": "cas",
    "不确定度": "uncertainty", "下限": "low", "上限": "high", "minimum": "low", "maximum": "high",
    "来源": "sources", "技术": "technology", "许可": "licence", "license": "licence",
    "市场": "market", "基准流": "references", "版本": "version",
    "参数": "name", "份额": "share", "系数": "factor",
}  # fmt: skip
#: Columns that must be there.
REQUIRED: Mapping[str, tuple[str, ...]] = {"exchanges": ("process", "flow", "amount")}
#: Kind of a flow that exchanges name and the package does not have: it stays missing.
MISSING = "missing"
#: Directions: direction, kind of the flow, whether it is the reference, whether it is avoided.
DIRECTIONS: Mapping[str, Meaning] = {
    "input": ("input", "product", False, False),
    "输入": ("input", "product", False, False),
    "投入": ("input", "product", False, False),
    "output": ("output", "product", False, False),
    "输出": ("output", "product", False, False),
    "产出": ("output", "product", False, False),
    "coproduct": ("output", "product", False, False),
    "共生产品": ("output", "product", False, False),
    "reference": ("output", "product", True, False),
    "基准流": ("output", "product", True, False),
    "基准": ("output", "product", True, False),
    "产品": ("output", "product", True, False),
    "emission": ("output", "elementary", False, False),
    "排放": ("output", "elementary", False, False),
    "resource": ("input", "elementary", False, False),
    "资源": ("input", "elementary", False, False),
    "uptake": ("input", "elementary", False, False),
    "吸收": ("input", "elementary", False, False),
    "waste": ("output", "waste", False, False),
    "废物": ("output", "waste", False, False),
    "treatment": ("input", "waste", True, False),
    "处理": ("input", "waste", True, False),
    "avoided": ("input", "product", False, True),
    "替代": ("input", "product", False, True),
}
