"""Why two targets of one project give different results: the walk as figure and tables."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from pcf.documents.charts import delta_text, waterfall_of
from pcf.documents.document import (
    Block,
    Column,
    Document,
    Heading,
    Notice,
    Number,
    Paragraph,
    Row,
    Table,
    content,
)
from pcf.documents.names import name_of, setting_name, setting_value
from pcf.documents.printed import Whole, common_place
from pcf.documents.rounding import (
    Policy,
    RoundedPart,
    number_text,
    rounded_sum,
    rounded_total,
    share_text,
)
from pcf.documents.sections import note, picture
from pcf.documents.sheets.walk_addresses import relative, walk_address
from pcf.i18n import Language, label, phrase

if TYPE_CHECKING:
    from pcf.calc.footprint import Part
    from pcf.targets.reconcile import Reconciliation, Step

_DIGITS = 3
#: What ``[stage_map]`` of a pack calls a stage outside its boundary.
_EXCLUDED = "excluded"


def reconciliation(walk: Reconciliation, lang: Language, project: str) -> Document:
    """Lay out a reconciliation in the order in which it was walked."""
    blocks: list[Block] = [Paragraph(content(*_first(walk, lang)), "lead")]
    if walk.is_empty:
        blocks.append(note(label("no_difference", lang)))
    else:
        blocks += [
            note(label("walk_order", lang)),
            picture(waterfall_of(walk, lang, _DIGITS), lang),
            Heading(2, label("sheet_walk_steps", lang)),
            _steps(walk, lang),
            *_sums(walk, lang),
            Heading(2, label("walk_changes", lang)),
            *_changes(walk, lang),
            Heading(2, label("sheet_walk_stages", lang)),
            _stages(walk, lang),
        ]
    blocks.append(
        Notice("legal", label("sheet_walk_rules", lang), label("sheet_walk_rules_text", lang))
    )
    blocks.append(note(phrase("sheet_rounding", lang, digits=_DIGITS)))
    return Document(
        lang,
        label("sheet_walk_title", lang),
        label("sheet_walk_kicker", lang),
        f"{project}: {walk.a} -> {walk.b}",
        tuple(blocks),
        footer=(f"pcf compare {_word(walk.a)} {_word(walk.b)}",),
    )


def _word(id: str) -> str:
    return id if id == "base" else f"target:{id}"


def _first(walk: Reconciliation, lang: Language) -> tuple[str | Number, ...]:
    return (
        f"{walk.a}{'：' if lang == 'zh' else ': '}",
        Number(number_text(walk.total_a, _DIGITS), walk.unit_a, "total", f"target:{walk.a}"),
        " -> ",
        f"{walk.b}{'：' if lang == 'zh' else ': '}",
        Number(number_text(walk.total_b, _DIGITS), walk.unit_b, "total", f"target:{walk.b}"),
    )


def _names(step: Step, lang: Language) -> str:
    return " + ".join(label(f"group_{name}", lang) for name in step.groups)


def _steps(walk: Reconciliation, lang: Language) -> Table:
    """Table of the steps; the change is printed at the last digit of the larger total."""
    columns = (
        Column(label("sheet_step", lang)),
        Column(label("change", lang), numeric=True),
        Column(label("sheet_of_a", lang), numeric=True),
        Column(label("after_step", lang), numeric=True),
    )
    rows = [_end("A", walk.a, walk.total_a)]
    for number, step in enumerate(walk.steps, start=1):
        change = delta_text(step.delta, walk, _DIGITS)
        share = share_text(relative(walk, step))
        after = number_text(step.total, _DIGITS)
        rows.append(
            Row(
                (
                    content(f"{number}  {_names(step, lang)}"),
                    (Number(change, address=walk_address(walk, number, "delta")),),
                    (Number(share, address=walk_address(walk, number, "relative")),),
                    (Number(after, address=walk_address(walk, number)),),
                )
            )
        )
    rows.append(_end("B", walk.b, walk.total_b))
    caption = walk.unit_a if walk.unit_a == walk.unit_b else f"{walk.unit_a} / {walk.unit_b}"
    return Table(caption, columns, tuple(rows))


def _end(letter: str, id: str, total: float) -> Row:
    shown = (Number(number_text(total, _DIGITS), address="total", source=f"target:{id}"),)
    return Row((content(f"{letter}  {id}"), (), (), shown), total=True)


def _sums(walk: Reconciliation, lang: Language) -> list[Block]:
    """Say that the exact steps add up, and by how much the printed ones miss."""
    printed = sum((Decimal(delta_text(s.delta, walk, _DIGITS)) for s in walk.steps), Decimal(0))
    whole = Decimal(delta_text(walk.delta, walk, _DIGITS))
    made: list[Block] = [note(label("sheet_walk_exact", lang))]
    if walk.unit_a != walk.unit_b:
        made.append(note(phrase("walk_units", lang, a=walk.unit_a, b=walk.unit_b)))
    gap = printed.quantize(whole) - whole
    if gap:
        made.append(note(phrase("sheet_walk_gap", lang, gap=f"{gap:+f}")))
    return made


def _changes(walk: Reconciliation, lang: Language) -> list[Block]:
    columns = (
        Column(label("sheet_step", lang)),
        Column(label("sheet_setting", lang)),
        Column(f"A  {walk.a}"),
        Column(f"B  {walk.b}"),
    )
    rows = tuple(
        Row(
            (
                content(f"{number}  {_names(step, lang)}"),
                content(setting_name(change.key, lang)),
                content(setting_value(change.before, lang)),
                content(setting_value(change.after, lang)),
            )
        )
        for number, step in enumerate(walk.steps, start=1)
        for change in step.changes
    )
    made: list[Block] = [Table("", columns, rows)]
    for step in walk.steps:
        if len(step.groups) > 1:
            why = "; ".join(item.message(lang) for item in step.merged_because[:2])
            made.append(
                note(phrase("walk_merged", lang, groups=_names(step, lang), why=why))
            )  # fmt: skip
    return made


def _stages(walk: Reconciliation, lang: Language) -> Table:
    """Table of the stages in A and in B, which end at one place where they have one unit."""
    last = walk.steps[-1].stages if walk.steps else walk.stages_a
    names = {part.id: _stage_name(part, lang) for part in (*walk.stages_a, *last)}
    ends = [_whole(walk.stages_a, walk.total_a), _whole(last, walk.total_b)]
    places = [common_place([end], _DIGITS) for end in ends]
    if walk.unit_a == walk.unit_b:
        places = [min(places)] * 2
    before = _rounded(walk.stages_a, walk.total_a, walk.unit_a, places[0])
    after = _rounded(last, walk.total_b, walk.unit_b, places[1])
    columns = (
        Column(label("sheet_stage", lang)),
        Column(f"A  {walk.a}", numeric=True),
        Column(f"B  {walk.b}", numeric=True),
    )
    rows = [
        Row(
            (
                content(name),
                (_stage(before.get(id), walk.a),),
                (_stage(after.get(id), walk.b),),
            )
        )
        for id, name in names.items()
    ]
    below = (_stage(before["total"], walk.a),), (_stage(after["total"], walk.b),)
    rows.append(Row((content(label("total", lang)), *below), total=True))
    return Table("", columns, tuple(rows))


def _whole(parts: Sequence[Part], total: float) -> Whole:
    return Whole(tuple(part.value for part in parts), total)


def _rounded(
    parts: Sequence[Part], total: float, unit: str, place: Decimal
) -> dict[str, RoundedPart]:
    """Rounded stages by their id, with their total."""
    policy = Policy(_DIGITS)
    made = rounded_sum("stage", parts, rounded_total(total, unit, policy), policy, place)
    return {"total": made.total, **{part.id: part for part in made.parts}}


def _stage_name(part: Part, lang: Language) -> str:
    """Name of a stage in the words of B; a stage that B leaves out has no name there."""
    return label(part.id, lang) if part.name_en == _EXCLUDED else name_of(part, lang)


def _stage(part: RoundedPart | None, target: str) -> Number:
    if part is None:
        return Number(number_text(None, _DIGITS), source=f"target:{target}")
    return Number(part.text, "", part.address, f"target:{target}")
