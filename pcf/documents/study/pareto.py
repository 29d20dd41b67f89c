"""The Pareto figure: largest contributors as bars, with what they make up together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.documents.charts import Bar, Chart, Tone
from pcf.documents.document import Picture
from pcf.documents.names import name_of
from pcf.documents.rounding import RoundedTop, share_text
from pcf.documents.sections import picture

if TYPE_CHECKING:
    from pcf.documents.study.writer import Writer

#: Most bars; the table beside the figure holds every contributor.
MOST = 12


def pareto_figure(w: Writer, top: RoundedTop) -> Picture | None:
    """Draw the contributors to 80 %; None where nothing contributes."""
    if not top.parts:
        return None
    bars = []
    for part, reached in list(zip(top.parts, top.cumulative, strict=True))[:MOST]:
        text = f"{part.text}  (Σ {share_text(reached)})"
        tone: Tone = "less" if part.exact < 0 else "total"
        bars.append(Bar(name_of(part, w.lang), text, 0.0, part.exact, tone, part.address))
    chart = Chart("pareto", w.word("study_pareto"), w.study.footprint.unit, tuple(bars))
    return picture(chart, w.lang)
