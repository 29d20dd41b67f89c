"""Claims of a study that is to be declared, against the declaration that it follows.

`pcf compare` judges what two results allow; here the study is judged when it is sealed and when its
status is asked, so that nobody has to think of comparing first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pcf.assurance.comparing.cases import BASE, TARGET
from pcf.assurance.comparing.claim_words import LESS, states_done
from pcf.assurance.comparing.claims import claims_of, obstacles, refused_claims, standing_obstacles
from pcf.assurance.comparing.found import rule_changes
from pcf.assurance.comparing.notes import FOLDER, History, Note
from pcf.assurance.comparing.opening import Load, Sides
from pcf.errors import PcfError
from pcf.findings import Finding, finding

if TYPE_CHECKING:
    from pcf.model import StudyValue

#: Statement that the base was calculated again by today's method and factors.
_AGAIN = "tracking.base_recalculated"
_ABOUT = re.compile(r"足迹|排放|碳|footprint|emission|carbon|\bpcf\b|\bco2", re.IGNORECASE)


def claims_a_reduction(note: Note) -> bool:
    """Whether a change note says that the footprint has become smaller."""
    text = f"{note.what} {note.why}"
    return bool(_ABOUT.search(text) and LESS.search(text))


def standing_claims(folder: Path, load: Load, history: History) -> tuple[Finding, ...]:
    """Judge what a study and its newest change note claim.

    Returns
    -------
    tuple
        ``CP020`` for a claim that other rules, boundaries, units or factor sets forbid; ``CP024``
        when no earlier declaration is there to hold it against.
    """
    study = cast(Any, load(folder, None)).model.study
    stated = claims_of(study)
    last = history.notes[-1] if history.notes else None
    noted = last if last is not None and claims_a_reduction(last) else None
    if not stated and noted is None:
        return ()
    base = _base(history)
    if not base:
        places = [(f"study.{key}", value.place) for key, value in stated]
        places += [] if noted is None else [("changes.toml", noted.place)]
        return tuple(finding("CP024", place, node=name, observed=name, expected=FOLDER)
                     for name, place in places)  # fmt: skip
    try:
        return tuple(_judged(folder, load, base, noted))
    except PcfError as error:
        return tuple(item for item in error.findings if item.level != "error") or (
            finding("CP025", observed=base, expected=error.findings[0].code),
        )


def _base(history: History) -> str:
    """Bundle that the study follows: as its newest note says, else the only one that is there."""
    named = [note.after for note in history.notes if note.after in history.bundles]
    if named:
        return named[-1]
    return history.bundles[0] if len(history.bundles) == 1 else ""


def _judged(folder: Path, load: Load, base: str, noted: Note | None) -> Iterator[Finding]:
    told: set[tuple[str, str]] = set()
    with Sides(folder, load) as sides:
        bundle = str(folder / FOLDER / base)
        for case in (BASE, *(f"{TARGET}{id}" for id in _targets(folder, load))):
            try:
                before = sides.open(bundle if case == BASE else f"{bundle}#{case}")
            except PcfError:
                if case == BASE:
                    raise
                continue  # a target that the earlier declaration did not have
            now = sides.open(case)
            study = {} if now.system is None else now.system.model.study
            found = obstacles(before, now, rule_changes(before, now))
            standing = standing_obstacles(found, _is_recalculated(study.get(_AGAIN)))
            for item in refused_claims(now, standing, noted):
                if (item.node or "", item.expected or "") not in told:
                    told.add((item.node or "", item.expected or ""))
                    yield item


def _targets(folder: Path, load: Load) -> tuple[str, ...]:
    return tuple(target.id for target in cast(Any, load(folder, None)).targets)


def _is_recalculated(value: StudyValue | None) -> bool:
    return value is not None and states_done(value)
