"""Tables of a project folder: file, columns, headers in both languages, what a cell may hold.

This is the one description of ``model/*.csv``; the reader, the writer, the workbook and the
reference page of the docs are all made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CellKind = Literal[
    "id", "text", "number", "unit", "choice", "supplier", "ref", "share", "year", "dq"
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    kind
        ``id`` identity of the row, unique in its table; ``ref`` id of a row elsewhere; ``number``
        a finite number; ``share`` a number 0..1 (a percent sign divides by 100); ``unit`` a known
        unit; ``choice`` one of `choices`; ``supplier`` ``process:ID``, ``bg:ID[/FLOW]``,
        ``supplier:ID`` or a bare id of one of them; ``dq`` five or six scores 1..5, e.g.
        ``2,1,3,2,4``, or ``TeR=1;GeR=2;TiR=1;P=2``; ``year`` a four-digit year; ``text`` anything.
    """

    name: str
    zh: str
    kind: CellKind
    required: bool = False
    choices: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file of the project, most of them in the folder ``model/``."""

    name: str
    zh: str
    columns: tuple[Column, ...]
    help: str = ""

    @property
    def file(self) -> str:
        """Path inside the project folder."""
        return f"{self.folder}/{self.name}.csv"

    @property
    def folder(self) -> str:
        """Folder inside the project."""
        return _FOLDERS.get(self.name, "model")

    def column(self, name: str) -> Column | None:
        """Column by its English name."""
        return next((c for c in self.columns if c.name == name), None)


#: Tables that do not stand in ``model/``.
_FOLDERS = {"evidence": "evidence", "judgements": "review", "workpaper": "review"}

_ID = Column("id", "编号", "id", True, help="stable id, ASCII letters, digits, '-', '_', '.'")
_PROCESS = Column("process", "单元过程", "ref", True, help="id of a row of processes.csv")
_SUPPLIER = Column(
    "supplier", "供应方", "supplier", help="process:ID, bg:DATASET[/FLOW] or supplier:ID"
)
_ORIGIN = Column("origin", "数据来源类型", "choice", True, ("primary", "secondary", "estimate"))
_SOURCE = Column("source", "来源", "text", help="organisation, year, title, table")
_EVIDENCE = Column("evidence", "证据", "ref", help="id of a row of evidence/evidence.csv")
_DQ = Column(
    "dq", "数据质量", "dq", help="pedigree scores 1..5, or TeR=1;GeR=2;TiR=1;P=2 of the PEF method"
)
_NOTE = Column("note", "备注", "text")
_AMOUNT = Column("amount", "数量", "number", help="a number; or leave it empty and give a formula")
_FORMULA = Column("formula", "公式", "text", help="formula of parameters, e.g. cells * cell_mass")
_UNIT = Column("unit", "单位", "unit", True)
_SPREAD = (
    Column("uncertainty", "不确定性分布", "choice", False,
           ("range", "triangular", "uniform", "normal", "lognormal", "discrete")),
    Column("low", "下限", "number"),
    Column("high", "上限", "number"),
    Column("gsd", "几何标准差", "number",
           help="of a lognormal distribution around the amount, above 1; instead of low and high"),
    Column("values", "离散取值", "text", help="of a discrete distribution: 9:0.2; 10:0.5; 12:0.3"),
)  # fmt: skip

FLOWS = Table("flows", "流", (
    _ID,
    Column("name_zh", "中文名称", "text", True),
    Column("name_en", "英文名称", "text", True),
    _UNIT,
    Column("cas", "CAS号", "text"),
    Column("mass_kg", "单位质量", "number", help="kg per unit of the flow"),
    Column("energy_mj", "单位热值", "number", help="MJ (lower heating value) per unit"),
    Column("price", "单价", "number", help="price per unit, for economic allocation"),
    Column("properties", "其他属性", "text", help="further properties: name=value; name=value"),
    _SOURCE,
    _NOTE,
), "Flows that the project names itself; flows of the background need no row.")  # fmt: skip

PROCESSES = Table("processes", "单元过程", (
    _ID,
    Column("name_zh", "中文名称", "text", True),
    Column("name_en", "英文名称", "text", True),
    Column("stage", "生命周期阶段", "choice", True,
           ("raw_material", "production", "distribution", "use", "end_of_life")),
    Column("component", "部件组", "text", help="cathode, anode, casing …: groups results"),
    Column("location", "地点", "text", True, help="ISO 3166 code, e.g. CN, CN-FJ"),
    Column("product", "基准流产品", "ref", True, help="flow that the process makes or treats"),
    _AMOUNT,
    _FORMULA,
    _UNIT,
    Column("allocation", "分配方法", "choice", False,
           ("none", "mass", "energy", "economic", "property:NAME", "substitution")),
    Column("allocation_reason", "分配理由", "text"),
    Column("year", "数据年份", "year"),
    Column("technology", "工艺技术", "text"),
    _SOURCE,
    _NOTE,
))  # fmt: skip

EXCHANGES = Table("exchanges", "交换", (
    _ID,
    _PROCESS,
    Column("direction", "方向", "choice", True,
           ("input", "coproduct", "waste", "emission", "removal")),
    Column("flow", "流", "ref", True),
    Column("part", "部件", "text"),
    _AMOUNT,
    _FORMULA,
    _UNIT,
    _SUPPLIER,
    Column("displaces", "替代产品", "supplier",
           help="under substitution: what the co-product displaces"),
    Column("ledger", "账目", "choice", False, ("aircraft", "dluc"),
           help="ledger column of an emission, when it differs from that of its flow"),
    _ORIGIN,
    *_SPREAD,
    _DQ,
    _EVIDENCE,
    _SOURCE,
    _NOTE,
))  # fmt: skip

BOM = Table("bom", "物料清单", (
    _ID,
    _PROCESS,
    Column("part", "部件", "text"),
    Column("flow", "物料", "ref", True),
    _AMOUNT,
    _FORMULA,
    _UNIT,
    _SUPPLIER,
    _ORIGIN,
    *_SPREAD,
    _DQ,
    _EVIDENCE,
    _SOURCE,
    _NOTE,
), "Materials and parts of the product; each row is an input of its process.")  # fmt: skip

ELECTRICITY = Table("electricity", "电力", (
    _ID,
    _PROCESS,
    Column("kind", "电力来源", "choice", True, ("grid", "self", "direct", "contract")),
    Column("flow", "流", "ref"),
    _AMOUNT,
    _FORMULA,
    _UNIT,
    _SUPPLIER,
    Column("fallback", "电网后备", "supplier",
           help="grid dataset that counts when the claim does not"),
    Column("certificate", "绿证编号", "text", help="id of the cancelled certificate"),
    Column("attributes_sold", "属性已售", "choice", False, ("yes", "no"),
           help="whether its attributes were sold to others; then it counts as grid"),
    _ORIGIN,
    *_SPREAD,
    _DQ,
    _EVIDENCE,
    _SOURCE,
    _NOTE,
))  # fmt: skip

TRANSPORT = Table("transport", "运输", (
    _ID,
    _PROCESS,
    Column("mode", "运输方式", "text", True, help="mode of datasets/transport (road, rail, sea …)"),
    Column("cargo", "货物行", "text", help="address of the row carried, e.g. bom/B-01"),
    Column("mass", "质量", "number"),
    Column("mass_formula", "质量公式", "text"),
    Column("mass_unit", "质量单位", "unit"),
    Column("distance", "距离", "number", help="empty: published default of the mode, printed"),
    Column("distance_formula", "距离公式", "text"),
    Column("distance_unit", "距离单位", "unit"),
    _SUPPLIER,
    _ORIGIN,
    _DQ,
    _EVIDENCE,
    _SOURCE,
    _NOTE,
))  # fmt: skip

EXCLUSIONS = Table("exclusions", "排除项", (
    _ID,
    Column("what", "排除内容", "text", True),
    Column("reason", "理由", "text", True),
    Column("share", "估计占比", "share",
           help="estimated share of the footprint; empty = not estimated"),
    Column("mass", "质量", "number", help="mass left out per functional unit"),
    Column("mass_unit", "质量单位", "unit"),
    Column("energy", "能量", "number", help="energy left out per functional unit"),
    Column("energy_unit", "能量单位", "unit"),
    _SOURCE,
    _NOTE,
))  # fmt: skip

EVIDENCE = Table("evidence", "证据", (
    _ID,
    Column("file", "文件", "text", True),
    Column("page", "页码", "text"),
    Column("sha256", "SHA256", "text"),
    Column("covers", "覆盖内容", "text"),
    _NOTE,
))  # fmt: skip

JUDGEMENTS = Table("judgements", "判断", (
    Column("id", "条款编号", "id", True, help="code of the clause, as pcf check names it"),
    Column("answer", "判断", "choice", True, ("yes", "no", "na"),
           help="yes fulfilled, no not fulfilled, na does not apply"),
    Column("name", "姓名", "text", True, help="who decided"),
    Column("date", "日期", "text", True, help="day of the decision, 2026-03-31"),
    Column("reason", "理由", "text", True),
    _NOTE,
), "Answers to clauses that only a person can decide.")  # fmt: skip

MATCHES = Table("matches", "名称匹配", (
    _ID,
    Column("name", "名称", "text", True, help="name of a material as a bill of materials has it"),
    Column("supplier", "供应方", "supplier", True, help="the dataset that was confirmed for it"),
    Column("decided_by", "决定人", "text"),
    _NOTE,
), "Names that a person has matched to datasets; serves later matching and no number.")  # fmt: skip

RECYCLED = Table("recycled", "再生料含量", (
    _ID,
    Column("row", "物料行", "ref", True, help="address of the row, e.g. bom/B-01"),
    Column("metal", "金属", "choice", True, ("Co", "Ni", "Li", "Pb")),
    Column("metal_content", "金属含量", "number", help="kg metal per kg of the material"),
    _FORMULA,
    Column("active", "活性物质", "choice", True, ("yes", "no"),
           help="whether the material is active material; of Co, Ni, Li only that counts"),
    Column("pre_share", "生产废料再生占比", "share",
           help="share recovered from battery manufacturing waste; empty = not stated, not zero"),
    Column("post_share", "消费后废料再生占比", "share",
           help="share recovered from post-consumer waste; empty = not stated, not zero"),
    _EVIDENCE,
    _SOURCE,
    _NOTE,
), "Recycled shares of Co, Ni, Li and Pb in the materials of the product.")  # fmt: skip

TABLES: tuple[Table, ...] = (
    FLOWS, PROCESSES, EXCHANGES, BOM, ELECTRICITY, TRANSPORT, EXCLUSIONS, EVIDENCE, JUDGEMENTS,
    MATCHES, RECYCLED,
)  # fmt: skip
TABLE_BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
