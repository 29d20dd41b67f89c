"""What a figure shows, as plain values: bars of a total, and the walk between two totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pcf.documents.names import name_of
from pcf.documents.rounding import RoundedPart, RoundedSum, decimal_text, number_text
from pcf.i18n import Language, label

if TYPE_CHECKING:
    from pcf.targets.reconcile import Reconciliation, Step

Tone = Literal["total", "more", "less"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from `start` to `end` with its name and its printed value above it."""

    name: str
    text: str
    start: float
    end: float
    tone: Tone
    address: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of bars on one scale."""

    id: str
    title: str
    unit: str
    bars: tuple[Bar, ...]

    def description(self, lang: Language) -> str:
        """Say in words what the chart shows."""
        between, end = ("；", "。") if lang == "zh" else ("; ", ".")
        colon = "：" if lang == "zh" else ": "
        told = between.join(f"{bar.name}{colon}{bar.text}" for bar in self.bars)
        return f"{self.title}{'，' if lang == 'zh' else ', '}{self.unit}{colon}{told}{end}"


def bars_of(id: str, title: str, parts: Sequence[RoundedPart], unit: str, lang: Language) -> Chart:
    """Chart of parts of a total; negative parts stand left of zero."""
    return Chart(id, title, unit, tuple(_bar(part, lang) for part in parts))


def _bar(part: RoundedPart, lang: Language) -> Bar:
    text = f"{part.text}  ({part.share})" if part.share not in ("", "n/a") else part.text
    tone: Tone = "less" if part.exact < 0 else "total"
    return Bar(name_of(part, lang), text, 0.0, part.exact, tone, part.address)


def shown_parts(whole: RoundedSum) -> tuple[RoundedPart, ...]:
    """Parts that are not nothing."""
    return tuple(part for part in whole.parts if part.exact)


def waterfall_of(walk: Reconciliation, lang: Language, digits: int) -> Chart:
    """Chart of a reconciliation: total of A, each step that changes something, total of B."""
    bars = [Bar(f"A  {walk.a}", number_text(walk.total_a, digits), 0.0, walk.total_a, "total")]
    before = walk.total_a
    for number, step in enumerate(walk.steps, start=1):
        if step.changes or step.delta:
            bars.append(_step(step, number, before, (lang, delta_text(step.delta, walk, digits))))
        before = step.total
    bars.append(Bar(f"B  {walk.b}", number_text(walk.total_b, digits), 0.0, walk.total_b, "total"))
    units = walk.unit_a if walk.unit_a == walk.unit_b else f"{walk.unit_a} / {walk.unit_b}"
    return Chart("waterfall", label("sheet_waterfall", lang), units, tuple(bars))


def _step(step: Step, number: int, before: float, words: tuple[Language, str]) -> Bar:
    lang, text = words
    name = f"{number}  " + " + ".join(label(f"group_{group}", lang) for group in step.groups)
    tone: Tone = "more" if step.delta > 0 else "less" if step.delta < 0 else "total"
    return Bar(name, text, before, step.total, tone)


def delta_text(delta: float, walk: Reconciliation, digits: int) -> str:
    """Give a change at the last digit that is printed of the larger total, with its sign."""
    from pcf.documents.rounding import exact, quantum

    last = quantum(max(walk.total_a, walk.total_b, key=abs), digits)
    shown = exact(delta).quantize(last)
    if delta and not shown:
        shown = exact(delta).quantize(quantum(delta, 1))
    return f"+{decimal_text(shown)}" if delta > 0 else decimal_text(shown)
