"""Claims of a study that is to be declared, against the declaration that it follows.

`pcf compare` judges what two results allow; here the study is judged when it is sealed and when its
status is asked, so that nobody has to think of comparing first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pcf.assurance.comparing.cases import BASE, TARGET
from pcf.assurance.comparing.claim_words import speaks_of_less, states_done
from pcf.assurance.comparing.claims import (
    obstacles,
    refused_claims,
    shown_obstacles,
    standing_obstacles,
)
from pcf.assurance.comparing.found import rule_changes
from pcf.assurance.comparing.notes import FOLDER, History, Note
from pcf.assurance.comparing.opening import Load, Sides
from pcf.assurance.comparing.sides import Side, new_notes
from pcf.assurance.comparing.stated_claims import claims_of
from pcf.assurance.comparing.tables import table_changes
from pcf.errors import PcfError
from pcf.findings import Finding, finding

if TYPE_CHECKING:
    from pcf.model import StudyValue

#: Statement that the base was calculated again by today's method and factors.
_AGAIN = "tracking.base_recalculated"


def claims_a_reduction(note: Note) -> bool:
    """Whether a change note says that the footprint has become smaller."""
    return speaks_of_less(note.what) or speaks_of_less(note.why)


def standing_claims(
    folder: Path, load: Load, history: History, study: Mapping[str, StudyValue]
) -> tuple[Finding, ...]:
    """Judge what a study and its change notes claim.

    The study is held against the bundle that its newest note names; without one against every
    bundle in ``declarations/``. Notes that were sealed in a bundle already are about what was
    before it.

    Returns
    -------
    tuple
        ``CP020`` for a claim of the study that other rules, boundaries, units or factor sets
        forbid; ``CP026`` for a note that speaks of a reduction then; ``CP025`` for a bundle that
        cannot be opened; ``CP024`` when no bundle is there to hold anything against.

    Raises
    ------
    PcfError
        When the study itself cannot be computed.
    """
    stated = claims_of(study)
    notes = tuple(filter(claims_a_reduction, history.notes))
    if not stated and not notes:
        return ()
    if not history.bundles:
        places = [(f"study.{key}", value.place) for key, value in stated]
        places += [] if not notes else [("changes.toml", notes[-1].place)]
        return tuple(finding("CP024", place, node=name, observed=name, expected=FOLDER)
                     for name, place in places)  # fmt: skip
    with Sides(folder, load) as sides:
        now = dict(_cases(folder, load, sides))
        found = [item for base in _bases(history) for item in _against(base, now, sides, notes)]
    return tuple(item for number, item in enumerate(found) if item not in found[:number])


def _bases(history: History) -> tuple[str, ...]:
    """Bundles that the study follows: the one that its newest note names, else all of them."""
    notes = sorted(history.notes, key=lambda note: note.date)  # of one day as they stand there
    named = [note.after for note in notes if note.after in history.bundles]
    return (named[-1],) if named else history.bundles


def _cases(folder: Path, load: Load, sides: Sides) -> Iterator[tuple[str, Side]]:
    """Give the base case and every target that can be computed, as they are now."""
    yield BASE, sides.open(BASE)
    for target in cast(Any, load(folder, None)).targets:
        with suppress(PcfError):  # told where it is computed: nothing of it is handed out
            yield f"{TARGET}{target.id}", sides.open(f"{TARGET}{target.id}")


def _against(
    base: str, now: Mapping[str, Side], sides: Sides, notes: Sequence[Note]
) -> Iterator[Finding]:
    """Judge all cases against one bundle."""
    bundle = str(sides.folder / FOLDER / base)
    for case, side in now.items():
        try:
            before = sides.open(bundle if case == BASE else f"{bundle}#{case}")
        except PcfError as error:
            if case == BASE:
                yield finding("CP025", observed=base, expected=error.findings[0].code)
                return
            continue  # a target that the earlier declaration did not have
        found = obstacles(before, side, rule_changes(before, side), table_changes(before, side))
        study = {} if side.system is None else side.system.model.study
        standing = standing_obstacles(found, _is_recalculated(study.get(_AGAIN)))
        yield from refused_claims(replace(side, name=f"{BASE} / {base}"), standing)
        yield from _noted(base, standing, (n for n in notes if n in new_notes(before, side)))


def _noted(
    base: str, standing: Sequence[tuple[str, str, str]], notes: Iterable[Note]
) -> Iterator[Finding]:
    """Ask (``CP026``) what a note on changes means by less, when anything stands against it."""
    for note in notes if standing else ():
        name = f"changes.{note.version}"
        yield finding("CP026", note.place, node=name, observed=note.version,
                      expected=shown_obstacles(standing), base=base)  # fmt: skip


def _is_recalculated(value: StudyValue | None) -> bool:
    return value is not None and states_done(value)
