"""Completed copies of the example projects: fictitious records put in where an example has none.

``complete/EXAMPLE.toml`` names the packs that the copy passes, the judgements that then wait for a
person, and the edits, in the language of the examples of clauses (``pcf.rules.edits``).
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pcf.errors import PcfError
from pcf.location import data_root
from pcf.project.collect import Collector
from pcf.project.raw import RawProject, read_raw
from pcf.project.raw_toml import read_toml
from pcf.rules.edits import apply_snippet
from pcf.rules.entry import PackEntry
from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.pack import ModelChoice, Pack, Snippet
from pcf.rules.packs import registry
from pcf.rules.read_snippet import read_model
from pcf.rules.subjects import Subjects
from pcf.rules.testing import Bench

FOLDER = Path(__file__).parent / "complete"
#: Row of the evidence table that edits may refer to; its file says that it is fictitious.
RECORD = {
    "id": "EV-FICTITIOUS",
    "file": "evidence/fictitious-record.csv",
    "page": "1",
    "sha256": "39f47972f2c464b3a151e9d5ec2471f87b8f034a11646ef0e1d48c240b786b62",
    "covers": "fictitious; for tests of rules",
}


@dataclass(frozen=True)
class Completed:
    """One file of `complete`: the packs that the copy passes, and the judgements left open."""

    example: str
    packs: tuple[str, ...]
    judgements: frozenset[str]
    model: ModelChoice

    def answered(self) -> Snippet:
        """Every judgement that waits, answered with yes."""
        return Snippet(answers=dict.fromkeys(sorted(self.judgements), "yes"))


def names() -> list[str]:
    """Examples that have a completed copy."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def completed(example: str) -> Completed:
    """Read the file of an example; raises `PcfError` with what is wrong with it."""
    collect = Collector()
    raw = read_toml(FOLDER, f"{example}.toml", collect)
    if raw is None:
        raise PcfError(collect.close())
    entry = PackEntry(raw, (), raw.data, collect, example)
    entry.only("packs", "judgements", "model")
    made = Completed(
        example, entry.texts("packs"), frozenset(entry.texts("judgements")), read_model(entry)
    )
    if collect.has_errors:
        raise PcfError(collect.close())
    return made


class CopyBench(Bench):
    """Examples copied to a folder of their own, each with the file of `RECORD` beside its own."""

    def __init__(self) -> None:
        super().__init__(registry().root)
        self._folder = tempfile.TemporaryDirectory(prefix="completed-")

    def raw(self, project: str) -> RawProject:
        """Text of the copy of ``example:NAME``, with the row of the record."""
        if project not in self._raws:
            name = project.removeprefix("example:")
            folder = Path(self._folder.name) / name
            source = data_root("datasets") / "examples" / name
            shutil.copytree(source, folder, ignore=shutil.ignore_patterns("build"))
            shutil.copytree(FOLDER / "evidence", folder / "evidence", dirs_exist_ok=True)
            collect = Collector()
            self._raws[project] = _with_record(read_raw(folder, collect))
            if collect.has_errors:
                raise PcfError(collect.close())
        return self._raws[project]


def _with_record(raw: RawProject) -> RawProject:
    return apply_snippet(raw, Snippet(adds={"evidence": (RECORD,)}))


@cache
def bench() -> CopyBench:
    """The one bench of all tests: each example is read once."""
    return CopyBench()


def verdicts(pack: Pack, model: ModelChoice, edits: Snippet) -> dict[str, Verdict]:
    """Verdicts of a pack on a copy by code."""
    case = bench().case(model, edits)
    return {v.clause.code: v for v in Evaluator(Subjects(case)).evaluate(pack)}


@cache
def as_completed(example: str, pack: str) -> dict[str, Verdict]:
    """Verdicts of a pack on a completed copy."""
    return verdicts(registry().pack(pack), completed(example).model, Snippet())
