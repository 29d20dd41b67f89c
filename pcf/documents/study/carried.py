"""Prose of the project itself in a study for one of its targets: how the two studies differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pcf.documents.names import setting_name, setting_value
from pcf.i18n import LANGUAGES, Language, label, phrase
from pcf.model.stages import STAGES, Stage

if TYPE_CHECKING:
    from pcf.documents.study.about import Study
    from pcf.model import Model

#: Forms of names of stages that are common words as well.
_SHAPES = {
    "use": r"\b(?:in|during|of) use\b|\buse (?:stage|phase|profile)s?\b|, use(?=,| and\b)"
    r"|使用(?:阶段|期|中|过程)|、使用|使用、|使用与|与使用"
}


@dataclass(frozen=True)
class Carried:
    """A text of the project itself in a study for a target."""

    study: Study
    text: str = ""

    def differs(self, lang: Language) -> str:
        """Say how the study differs from that of the project itself; empty where it does not.

        Boundary, unit, rules of the method, and parameters that the target or its rule decides.
        """
        return ("；" if lang == "zh" else "; ").join(
            phrase("study_differs_in", lang, name=setting_name(key, lang), here=here, there=there)
            for key, here, there in self._differing(lang)
        )

    def brief(self, lang: Language) -> str:
        """Names of what differs, and the stages outside the boundary that the text names."""
        between = "、" if lang == "zh" else ", "
        told = between.join(setting_name(key, lang) for key, _, _ in self._differing(lang))
        if not self.outside:
            return told
        return told + phrase("study_carried_names", lang, names=self.names(lang))

    def names(self, lang: Language) -> str:
        """Stages outside the boundary of the study that the text names, in words."""
        return ("、" if lang == "zh" else ", ").join(label(stage, lang) for stage in self.outside)

    @cached_property
    def outside(self) -> tuple[Stage, ...]:
        """Stages outside the boundary of the study that the text names."""
        inside = self.study.model.boundary.stages
        return tuple(
            s for s in STAGES
            if s not in inside and re.search(_shape(s), self.text, re.IGNORECASE)
        )  # fmt: skip

    def _differing(self, lang: Language) -> list[tuple[str, str, str]]:
        base = self.study.base
        found = () if base is None else _pairs(self.study, base, lang)
        return [(key, here, there) for key, here, there in found if here != there]


def _pairs(study: Study, base: Model, lang: Language) -> Iterator[tuple[str, str, str]]:
    """Key, value in this study, and value in the base study."""
    here = study.model
    yield "boundary", label(here.boundary.kind, lang), label(base.boundary.kind, lang)
    stages, stages_there = (setting_value(", ".join(m.boundary.stages), lang) for m in (here, base))
    yield "stages", stages, stages_there
    formula, formula_there = (label(m.method.end_of_life or "-", lang) for m in (here, base))
    yield "end_of_life", formula, formula_there
    unit, unit_there = (f"{m.unit.amount.value:.6g} {m.unit.amount.unit}" for m in (here, base))
    yield "unit", unit, unit_there
    for key in ("gwp_set", "biogenic", "electricity"):
        one, other = (setting_value(str(getattr(m.method, key)), lang) for m in (here, base))
        yield key, one, other
    for setting in study.result.settings:
        name = setting.key.removeprefix("parameters.")
        if name == setting.key or setting.decided_by == "project":
            continue
        known = next((p for p in base.parameters if p.name == name), None)
        yield setting.key, setting.value, f"{known.value:.6g} {known.unit}" if known else "-"


def _shape(stage: str) -> str:
    names = (re.escape(label(stage, lang)).replace(r"\ ", "[ -]") for lang in LANGUAGES)
    return _SHAPES.get(stage, rf"(?<![A-Za-z])(?:{'|'.join(names)})(?![a-z])")
