"""The work paper of a verifier: what to check, with room for what was found; one .xlsx file.

Rows of the sample and the questions a verifier would ask stand on a sheet each. What is given is
locked, what is to be filled in is not; the sheets are protected against slips, without a password:
a changed cell is found when the paper is read back, not prevented.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.assurance.books import Fill, Heading, Maker
from pcf.assurance.sample import ALGORITHM, Sample
from pcf.assurance.verifier_questions import Question, questions, stake_of
from pcf.assurance.weakness import grounds
from pcf.calc.row_marks import row_marks
from pcf.i18n import Language, label, phrase
from pcf.project.digest import stamp
from pcf.project.workpaper import WORKPAPER

if TYPE_CHECKING:
    from pcf.assurance.weakness import Weakness
    from pcf.calc.footprint import Footprint, RowResult

SCHEMA = "pcf/workpaper/1"
#: What a verifier can say, as the drop-down list has it.
CHOICES = {"ok": "符合 ok", "deviation": "偏差 deviation", "not-checked": "未核查 not checked"}
#: Digits of numbers in cells.
_DIGITS = 9
_FILL = (
    Heading("verdict", "核查结论（选择）", "verdict (choose)", 18, True, tuple(CHOICES.values())),
    Heading("observed", "核查所见值与单位", "value found, with unit", 20, True),
    Heading("remark", "说明", "remark", 30, True),
    Heading("name", "核查人", "name", 14, True),
    Heading("date", "日期 2026-03-31", "date 2026-03-31", 13, True),
)
ROWS_SHEET, QUESTIONS_SHEET, COVER_SHEET = "抽样行 rows", "提问 questions", "说明 read me"
ROWS = (
    Heading("no", "序号", "no.", 6),
    Heading("address", "行地址", "address", 24),
    Heading("name_zh", "名称", "name (zh)", 18),
    Heading("name_en", "英文名称", "name (en)", 20),
    Heading("process", "单元过程", "unit process", 18),
    Heading("value", "声明值", "stated value", 13),
    Heading("unit", "单位", "unit", 8),
    Heading("supplier", "供应方", "supplier", 24),
    Heading("origin", "数据来源类型", "origin", 12),
    Heading("source", "来源", "source", 30),
    Heading("evidence", "证据编号", "evidence", 14),
    Heading("file", "证据文件", "evidence file", 26),
    Heading("page", "页码", "page", 7),
    Heading("sha256", "证据SHA-256", "evidence SHA-256", 20),
    Heading("contribution", "贡献(kg CO2e/功能单位)", "contribution, kg CO2e per unit", 15),
    Heading("share", "贡献占比", "share of gross total", 10, shape="0.00%"),
    Heading("influence", "影响力", "influence", 10, shape="0.00%"),
    Heading("why", "入样原因", "why in the sample", 16),
    Heading("check", "核查什么", "what to check", 44),
    *_FILL,
    Heading("mark", "行标记", "mark of the row", 19),
)
QUESTIONS = (
    Heading("no", "序号", "no.", 6),
    Heading("address", "对象", "about", 24),
    Heading("question_zh", "提问", "question (zh)", 40),
    Heading("question_en", "提问（英文）", "question (en)", 40),
    Heading("because_zh", "原因", "why (zh)", 34),
    Heading("because_en", "原因（英文）", "why (en)", 34),
    Heading("where", "查看何处", "where to look", 34),
    Heading("share", "涉及占比", "at stake", 10, shape="0.00%"),
    *_FILL,
    Heading("mark", "提问标记", "mark of the question", 19),
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a work paper was made for."""

    project: str
    digest: str
    lock: str


def paper_stamp(folder: Path, project: str) -> Stamp:
    """Take the stamp of a project folder; the checks themselves do not enter the digest."""
    taken = stamp(folder, project, without=(WORKPAPER.file,))
    return Stamp(project, taken.digest, taken.lock or "")


def workpaper_bytes(footprint: Footprint, sample: Sample, made_for: Stamp) -> bytes:
    """Give the work paper of a sample as an .xlsx file; equal contents give equal bytes."""
    given = row_cells(footprint, [drawn.item.row.address for drawn in sample.items])
    rows = []
    for number, drawn in enumerate(sample.items, start=1):
        more: dict[str, Fill] = {
            "no": number,
            "influence": rounded(drawn.item.influence),
            "why": _both(f"sample_{drawn.why}"),
            "check": _checks(drawn.item.row, drawn.item.weakness),
        }
        rows.append({**given[drawn.item.row.address], **more})
    asked = list(question_cells(questions(footprint)).values())
    maker = Maker(f"pcf work paper {footprint.project}")
    maker.text(COVER_SHEET, _cover(footprint, sample, made_for))
    maker.table(ROWS_SHEET, ROWS, rows)
    maker.table(QUESTIONS_SHEET, QUESTIONS, asked)
    listed = [("row", str(row["address"])) for row in rows]
    return maker.stamp(
        [
            ("schema", SCHEMA),
            ("project", made_for.project),
            ("digest", made_for.digest),
            ("lock", made_for.lock),
            ("algorithm", ALGORITHM),
            ("seed", sample.seed),
            ("wanted", str(sample.wanted)),
            ("above", "" if sample.above is None else repr(sample.above)),
            *listed,
            *(("question", str(q["mark"])) for q in asked),
        ]
    )


def row_cells(footprint: Footprint, addresses: Iterable[str]) -> dict[str, dict[str, Fill]]:
    """Give the locked cells of rows by address, without what the draw alone decides."""
    marks, known = row_marks(footprint), grounds(footprint)
    rows = {row.address: row for row in footprint.rows}
    made: dict[str, dict[str, Fill]] = {}
    for address in addresses:
        row, proof = rows[address], known[address].proof
        made[address] = {
            "address": address,
            "name_zh": row.name_zh,
            "name_en": row.name_en,
            "process": row.process,
            "value": rounded(row.activity),
            "unit": row.activity_unit,
            "supplier": row.supplier,
            "origin": row.origin,
            "source": row.source,
            "evidence": "" if proof is None else proof.id,
            "file": "" if proof is None else proof.file,
            "page": "" if proof is None else proof.page,
            "sha256": "" if proof is None else proof.sha256,
            "contribution": rounded(row.value),
            "share": rounded(stake_of(footprint, [row.value])),
            "mark": marks[address],
        }
    return made


def question_cells(asked: Iterable[Question]) -> dict[str, dict[str, Fill]]:
    """Give the locked cells of questions by their mark."""
    made: dict[str, dict[str, Fill]] = {}
    for number, question in enumerate(asked, start=1):
        mark = question_mark(question)
        made[mark] = {
            "no": number,
            "address": question.address,
            "question_zh": question.text("zh"),
            "question_en": question.text("en"),
            "because_zh": question.why("zh"),
            "because_en": question.why("en"),
            "where": question.where("en"),
            "share": None if question.stake is None else rounded(question.stake),
            "mark": mark,
        }
    return made


def question_mark(question: Question) -> str:
    """Give the mark of a question: of its kind, what it is about, and its numbers; no wording."""
    numbers = (f"{name}={value}" for name, value in sorted(question.params.items()))
    told = "\0".join((question.kind, question.address, *numbers))
    return sha256(told.encode()).hexdigest()[:16]


def rounded(value: float) -> float:
    """Give a number with the digits that stand in a cell."""
    return float(f"{value:.{_DIGITS}g}")


def _both(key: str, **params: object) -> str:
    return f"{phrase(key, 'zh', **params)} / {phrase(key, 'en', **params)}"


def _checks(row: RowResult, weakness: Weakness) -> str:
    """Say what to check on a row, one thing per line, in both languages."""
    proven = "check_against" if row.evidence else "check_no_evidence"
    keys = [proven, "check_unit"]
    table = row.address.removeprefix("row:").split("/")[0]
    if table == "electricity":
        keys.append("check_electricity")
    if table == "transport":
        keys.append("check_transport")
    if weakness.age > 0 or weakness.dataset > 0:
        keys.append("check_dataset")
    if row.origin == "estimate":
        keys.append("check_estimate")
    if row.supplier.startswith("supplier:"):
        keys.append("check_received")
    lines: list[str] = []
    for key in keys:
        lines += [f"• {label(key, 'zh')}", f"  {label(key, 'en')}"]
    return "\n".join(lines)


def _cover(footprint: Footprint, sample: Sample, made_for: Stamp) -> list[tuple[str, bool]]:
    values: Mapping[str, object] = {
        "project": made_for.project,
        "digest": made_for.digest,
        "lock": made_for.lock or "-",
        "total": f"{footprint.total:.6g} {footprint.unit}",
        "count": len(sample.items),
        "population": sample.population,
        "seed": sample.seed,
        "algorithm": ALGORITHM,
        "above": "-" if sample.above is None else f"{sample.above * 100:g} %",
        "covered": "-" if sample.covered is None else f"{sample.covered * 100:.3g} %",
    }
    lines: list[tuple[str, bool]] = []
    languages: tuple[Language, ...] = ("zh", "en")
    for lang in languages:
        name = footprint.product_zh if lang == "zh" else footprint.product_en
        lines.append((phrase("paper_title", lang, product=name), True))
        for key in ("paper_made_for", "paper_sample", "paper_fill", "paper_send", "paper_limits"):
            lines += [(line, False) for line in phrase(key, lang, **values).split("\n")]
        lines.append(("", False))
    return lines
