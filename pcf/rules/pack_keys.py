"""Keys of ``pack.toml`` and ``clauses.toml``: the one description of the format."""

from __future__ import annotations

from typing import Literal

SettingKind = Literal["texts", "text", "number", "table"]

#: Settings of a pack by table and key; the values of ``stage_map`` are names of the standard.
SETTING_KEYS: dict[str, dict[str, SettingKind]] = {
    "unit": {"kinds": "texts", "units": "texts", "alternatives": "texts"},
    "boundary": {"kinds": "texts", "stages": "texts"},
    "stage_map": {
        "raw_material": "text",
        "production": "text",
        "distribution": "text",
        "use": "text",
        "end_of_life": "text",
    },
    "method": {
        "gwp_set": "texts",
        "biogenic": "texts",
        "electricity": "texts",
        "end_of_life": "texts",
        "allocation": "texts",
    },
    "cut_off": {
        "single": "number",
        "total": "number",
        "basis": "text",
        "never": "texts",
        "mass_explained": "number",
    },
    "data": {
        "period_months": "number",
        "max_age_foreground": "number",
        "max_age_background": "number",
        "primary_share": "number",
        "dqr": "number",
    },
    "rounding": {"digits": "number", "sums": "text"},
}
#: Settings that are one of a few words.
SETTING_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("rounding", "sums"): ("note", "largest-remainder"),
}
PACK_KEYS = (
    "id", "standard", "edition", "name_zh", "name_en", "status", "level", "evidence", "parent",
    "families",
)  # fmt: skip
#: Keys of ``[pack]`` that may be there; the two of the status speak of the standard, in words, and
#: ``status`` of the pack where they are given. ``standard_level`` is the level of the product
#: standard in force that a family pack renders.
NOTE_KEYS = (
    "source", "scope_zh", "scope_en", "note_zh", "note_en", "published", "in_force", "status_zh",
    "status_en", "standard_level",
)  # fmt: skip
#: Keys of ``[pack]`` about editions, about what it relaxes or removes of its parent, and about the
#: products of its families to which it applies and the market that asks for it.
CHANGE_KEYS = ("validity", "relaxes", "removes", "when", "market")
RELAX_KEYS = ("code", "reason_zh", "reason_en", "ref")
VALIDITY = ("in force", "draft", "withdrawn")
LEVELS = (
    "base", "international", "national", "sector", "group", "label", "declaration", "family",
)  # fmt: skip
STRENGTHS = ("shall", "should", "may")
SEVERITIES = ("error", "warning", "info", "judgement")
EVIDENCE = ("verified", "secondary", "recall", "own")
CLAUSE_KEYS = (
    "code", "standard", "ref", "strength", "severity", "evidence", "text_zh", "text_en", "why_zh",
    "why_en", "when", "check", "with", "na_allowed", "suggest_zh", "suggest_en", "model",
    "conforming", "failing",
)  # fmt: skip
SNIPPET_KEYS = ("set", "unset", "remove", "add", "answers")
ROUTE_KEYS = ("id", "zh", "en", "of", "where")
ANSWERS = ("yes", "no", "na")
#: What a key of ``study.toml`` wants, where it is not left open.
KEY_KINDS = ("text", "number")
SERVICE_KEYS = ("unit", "formula", "inputs", "evidence", "source", "lookup", "units", "shorter")
PRESET_KEYS = ("id", "name_zh", "name_en", "evidence", "source", "rule")
LEAVE_OUT_KEYS = ("of", "where", "reason_zh", "reason_en")
#: Tables of a pack that serve targets.
TARGET_TABLES = ("service", "stage_preset", "leave_out")
