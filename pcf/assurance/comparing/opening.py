"""What the words of ``pcf compare`` mean.

A word is a project folder, ``base``, ``scenario:NAME``, ``target:ID``, ``git:REVISION``, a bundle
or a result file of ``pcf calc``. A case of a folder, revision or bundle follows after ``#``:
``git:HEAD~1#target:eu``.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pcf.assurance.brought import brought, laid
from pcf.assurance.bundle import SUFFIX, Bundle
from pcf.assurance.comparing.cases import BASE, SCENARIO, TARGET, Case, Comparable
from pcf.assurance.comparing.locked import LockedOpener, factors_of
from pcf.assurance.comparing.notes import History, read_history
from pcf.assurance.comparing.resting import resting_of
from pcf.assurance.comparing.revision import MARK, extract
from pcf.assurance.comparing.sides import Kind, Side
from pcf.assurance.strict_json import read_json
from pcf.errors import PcfError, UsageError
from pcf.findings import Location, finding
from pcf.location import laid_now, laid_over
from pcf.project.folder import find_project
from pcf.project.lockfile import read_lock

if TYPE_CHECKING:
    from pcf.assurance.canonical import Opener
    from pcf.calc.footprint import Footprint

Load = Callable[[Path, "Opener | None"], Comparable]
_LARGEST_RESULT = 512 * 2**20
#: Faults of a result file that are told.
_MOST_FAULTS = 20
#: Relative difference up to which a declared total counts as reproduced.
_SAME = 1e-9


class Sides:
    """Opens sides; temporary folders live as long as the context.

    Parameters
    ----------
    folder
        Project folder in which ``base``, ``scenario:``, ``target:`` and ``git:`` are found.
    load
        Reads a project, maybe with backgrounds that somebody else opens.
    """

    def __init__(self, folder: Path, load: Load) -> None:
        self.folder, self._load = folder, load
        self._stack = ExitStack()

    def __enter__(self) -> Sides:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def open(self, word: str) -> Side:
        """Open a side.

        Raises
        ------
        UsageError
            ``US042`` when the word means nothing, ``US043`` for a file that is no result.
        PcfError
            When it cannot be read or computed.
        """
        if word == BASE or word.startswith((SCENARIO, TARGET)):
            kind: Kind = "project" if word == BASE else "scenario"
            kind = "target" if word.startswith(TARGET) else kind
            return self._project(self.folder, word, word, kind)
        where, _, case = word.partition("#")
        case = case or BASE
        if case != BASE and not case.startswith((SCENARIO, TARGET)):
            raise UsageError([finding("US042", observed=word)])
        if word.startswith(MARK):
            return self._revision(where.removeprefix(MARK), case, word)
        path = Path(word) if Path(word).exists() else Path(where)
        case = BASE if path == Path(word) else case
        if (path / "pcf.toml").is_file():
            return self._project(path, case, word, "project")
        if path.is_file() and path.suffix == SUFFIX:
            return self._bundle(path, case, word)
        if path.is_file() and case == BASE:
            return Side(word, "result", read_result(path))
        raise UsageError([finding("US042", observed=word)])

    def _project(self, folder: Path, case: str, name: str, kind: Kind) -> Side:
        project = self._load(folder, None)
        return Case(project, history=read_history(project.folder)).side(case, name, kind)

    def _revision(self, revision: str, case: str, name: str) -> Side:
        folder, here = self._temporary(), find_project(self.folder)
        extract(here, revision, folder)
        lock = read_lock(folder).lock
        wanted = {} if lock is None else {pin.id: pin.sha256 for pin in lock.backgrounds}
        project = self._load(folder, LockedOpener(wanted, (folder, here)))
        return Case(project, history=_notes(folder)).side(case, name, "revision")

    def _bundle(self, path: Path, case: str, name: str) -> Side:
        bundle = Bundle.open(path)
        if bundle.faults:
            raise PcfError(bundle.faults)
        folder = self._temporary()
        bundle.extract_inputs(folder)
        opener = LockedOpener({}, (folder, self.folder), bundle.scores)
        data = laid(bundle.members, brought(bundle.members), self._temporary())
        resting = resting_of(bundle.members, data)
        with laid_over({**laid_now(), **data}):
            project = self._load(folder, opener)
            case_of = Case(project, factors_of(bundle.members), _notes(folder), resting)
            side = case_of.side(case, name, "bundle")
        return replace(side, declared=_declared(bundle, case, side.footprint))

    def _temporary(self) -> Path:
        return Path(self._stack.enter_context(TemporaryDirectory(prefix="pcf-compare-")))


def _notes(folder: Path) -> History:
    """Change notes of an earlier state; its bundles are not there and nothing is asked for."""
    return History(read_history(folder).notes)


def _declared(bundle: Bundle, case: str, found: Footprint) -> float | None:
    """Total that a bundle declares, when its inputs give another one here; else None."""
    declared = bundle.results.get(case)
    if declared is None:
        return None
    try:
        value = float(declared["data"]["total"]["value"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise UsageError([finding("US043", Location(bundle.file), observed=case)]) from error
    if not isfinite(value):
        raise UsageError([finding("US043", Location(bundle.file), observed=case)])
    same = abs(value - found.total) <= _SAME * max(abs(value), abs(found.total))
    return None if same else value


def read_result(path: Path) -> Footprint:
    """Read a JSON result of ``pcf calc``, which may come from anywhere.

    Raises
    ------
    UsageError
        ``US043`` when it is none: no JSON, a number that is not finite, text for a number;
        ``CP012`` and ``CP013`` when its rows do not make its sums.
    PcfError
        ``IO003`` when it cannot be read.
    """
    from pcf.calc.adds_up import faults_of_sums
    from pcf.calc.as_json import footprint_from_json

    try:
        if path.stat().st_size > _LARGEST_RESULT:
            raise ValueError(path.name)
        body: Any = read_json(path.read_bytes().removeprefix(codecs.BOM_UTF8))
        if body["schema"] != "pcf/calc/1":
            raise ValueError(body["schema"])
        made = footprint_from_json(body["data"])
        faults = tuple(replace(one, location=Location(path.name)) for one in faults_of_sums(made))
    except OSError as error:
        where = Location(path.name)
        raise PcfError([finding("IO003", where, observed=error.strerror or "")]) from error
    except (ArithmeticError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UsageError([finding("US043", Location(path.name), observed=path.name)]) from error
    if faults:
        raise UsageError(faults[:_MOST_FAULTS])
    return made
