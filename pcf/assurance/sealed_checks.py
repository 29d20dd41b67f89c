"""What a sealed bundle says that nobody can see in it: checks of a verifier, files of evidence."""

from __future__ import annotations

from typing import Any

from pcf.assurance.bundle import Bundle
from pcf.assurance.contents import BASE, FINDINGS, Sealable
from pcf.assurance.made_again import OF_FILES
from pcf.errors import PcfError
from pcf.project.read_evidence import FileState
from pcf.project.schema import TABLE_BY_NAME
from pcf.project.workpaper import WORKPAPER
from pcf.rules.checked_rows import CheckedRows, checked_rows

_MOST = 10_000
_LONGEST = 400


def checks_of(bundle: Bundle, project: Sealable) -> CheckedRows | None:
    """Give what a verifier has checked and left open; a bundle that was changed speaks for none.

    Open deviations and stale checks are warnings: they do not make the bundle unsound.
    """
    if bundle.faults or f"inputs/{WORKPAPER.file}" not in bundle.members:
        return None
    return checked_rows(project.folder, project.calculate())


def sealed_states(bundle: Bundle) -> dict[int, tuple[FileState, ...]]:
    """Give what was found of the files of evidence when the bundle was sealed, by line.

    It cannot be seen again without the files; ``SE046`` says so. What is no such finding is left
    out here, and found when the findings are compared.
    """
    states: dict[int, tuple[FileState, ...]] = {}
    try:
        listed = bundle.read_json(FINDINGS)["cases"][BASE]["findings"]
        for item in listed[:_MOST]:
            if item["code"] in OF_FILES and item["file"] == TABLE_BY_NAME["evidence"].file:
                line = int(item["line"])
                states[line] = (*states.get(line, ())[:1], _state(item))
    except (PcfError, KeyError, TypeError, ValueError):
        return {}
    return states


def _state(item: dict[str, Any]) -> FileState:
    observed, place = (str(item[key])[:_LONGEST] for key in ("observed", "suggestion"))
    return FileState(str(item["code"]), observed, place or None)
