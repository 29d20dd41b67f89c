"""What the standard asks of a study report, in our own words, and where the report has it.

The list follows the clause of ISO 14067 on the report of a study; its letters were not confirmed
against the official text and are not printed.
"""

from __future__ import annotations

from collections.abc import Mapping

from pcf.documents.document import Block
from pcf.documents.study.writer import Writer

#: Label of an item, and labels of the headings under which it stands.
ITEMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("study_i_goal", ("study_p_goal", "study_communication")),
    ("study_i_unit", ("study_unit",)),
    ("study_i_boundary", ("study_p_boundary",)),
    ("study_i_processes", ("study_unit_processes", "study_contributors")),
    ("study_i_collection", ("study_p_data-collection", "study_sources", "study_row_sources")),
    ("study_i_gases", ("study_gases",)),
    ("study_i_factors", ("study_gases", "study_factor_set")),
    ("study_i_cutoff", ("study_p_cut-off",)),
    ("study_i_allocation", ("study_allocation_rules", "study_p_allocation")),
    ("study_i_timing", ("study_special",)),
    ("study_i_quality", ("study_p_data-quality", "study_quality")),
    ("study_i_total", ("study_total", "study_by_stage")),
    ("study_i_separate", ("study_special",)),
    ("study_i_sensitivity", ("study_p_sensitivity", "study_p_uncertainty")),
    ("study_i_electricity", ("study_electricity_rules", "study_p_electricity")),
    ("study_i_interpretation", ("study_p_interpretation", "study_p_conclusions", "study_p_limits")),
    ("study_i_checks", ("study_p_completeness", "study_p_consistency")),
    ("study_i_values", ("study_method",)),
    ("study_i_scope", ("study_p_boundary", "study_p_assumptions")),
    ("study_i_stages", ("study_p_boundary", "study_p_use", "study_p_end-of-life")),
    ("study_i_alternatives", ("study_p_sensitivity",)),
    ("study_i_period", ("study_time",)),
    ("study_i_place", ("study_place",)),
    ("study_i_rule", ("study_rule",)),
    ("study_i_offsets", ("study_p_assumptions",)),
    ("study_i_review", ("study_c_review",)),
)


def items_table(w: Writer, headings: Mapping[str, str]) -> list[Block]:
    """Table of the items and of the sections that hold them.

    Parameters
    ----------
    headings
        Printed heading by the text of its label.
    """
    between = "；" if w.lang == "zh" else "; "
    rows = []
    for item, keys in ITEMS:
        found = [headings[w.word(key)] for key in keys if w.word(key) in headings]
        rows.append((w.word(item), between.join(found) or w.word("study_na")))
    columns = ("study_item", "study_section")
    return [w.say("study_items_text"), *w.table("study_items", columns, rows)]
