"""Life-cycle stages: fixed order, one stage for each foreground process (GB/T 24067, ISO 14067)."""

from __future__ import annotations

from typing import Literal, get_args

Stage = Literal["raw_material", "production", "distribution", "use", "end_of_life"]
STAGES: tuple[Stage, ...] = get_args(Stage)

#: Words that users write for a stage, besides its id.
STAGE_WORDS: dict[str, Stage] = {
    "原材料获取": "raw_material",
    "原材料": "raw_material",
    "raw material acquisition": "raw_material",
    "materials": "raw_material",
    "material acquisition": "raw_material",
    "生产": "production",
    "生产制造": "production",
    "制造": "production",
    "manufacturing": "production",
    "manufacture": "production",
    "分销": "distribution",
    "产品分销": "distribution",
    "运输": "distribution",
    "transport": "distribution",
    "使用": "use",
    "use stage": "use",
    "生命末期": "end_of_life",
    "回收": "end_of_life",
    "end-of-life": "end_of_life",
    "end of life": "end_of_life",
    "recycling": "end_of_life",
}


def stage_of(word: str) -> Stage | None:
    """Give the stage meant by ``word`` (id, Chinese or English name), or None."""
    text = word.strip().lower()
    for stage in STAGES:
        if text == stage:
            return stage
    return STAGE_WORDS.get(text)
