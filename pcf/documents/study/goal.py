"""Chapter 1: goal of the study."""

from __future__ import annotations

from pcf.documents.document import Block
from pcf.documents.study.writer import Writer


def goal(w: Writer) -> list[Block]:
    """Intended use, reasons, audience, communication, comparison."""
    keys = w.keys("goal.communication", "goal.comparative_claim")
    return [
        w.heading("study_p_goal"),
        *w.piece("goal"),
        w.heading("study_communication"),
        *w.facts("", [*keys, *w.stated("goal.label_scheme", "comparison.omitted_stages")]),
        w.say("study_no_label"),
        w.heading("study_rule"),
        *w.facts("", _rules(w)),
    ]


def _rules(w: Writer) -> list[tuple[str, str]]:
    packs = [f"{w.word(pack.standard)} ({pack.id}@{pack.edition})" for pack in w.study.packs]
    rows = [(w.word("study_checked_against"), "; ".join(dict.fromkeys(packs)))]
    keys = (
        "rule.adopted", "rule.level", "rule.choice_reason", "rule.deviations",
        "rule.deviation_reason", "rule.guidance",
    )  # fmt: skip
    return [*rows, *w.stated(*keys)]  # type: ignore[list-item]
