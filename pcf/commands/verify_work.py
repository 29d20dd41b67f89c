"""The verifier's own work in ``pcf verify``: samples, questions, work papers."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.options import INPUT, METHOD, OUTPUT
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import Finding, finding

if TYPE_CHECKING:
    from pcf.api import Project
    from pcf.assurance.sample import Sample

SampleSize = Annotated[
    int | None, typer.Option("--sample", metavar="N", help="opt_sample", rich_help_panel=METHOD)
]
Seed = Annotated[
    str | None,
    typer.Option("--seed", metavar="TEXT", help="opt_sample_seed", rich_help_panel=METHOD),
]
AllAbove = Annotated[
    str | None,
    typer.Option("--all-above", metavar="SHARE", help="opt_all_above", rich_help_panel=METHOD),
]
PaperOut = Annotated[
    Path | None,
    typer.Option("--workpaper", metavar="FILE", help="opt_workpaper", rich_help_panel=OUTPUT),
]
PaperIn = Annotated[
    Path | None,
    typer.Option(
        "--read-workpaper", metavar="FILE", help="opt_read_workpaper", rich_help_panel=INPUT
    ),
]
Questions = Annotated[
    bool, typer.Option("--questions", help="opt_questions", rich_help_panel=OUTPUT)
]


@dataclass(frozen=True, slots=True)
class Work:
    """What a verifier asks for; `is_asked` says whether anything.

    `accept` names what a bundle brings and this pcf has otherwise.
    """

    sample: int | None = None
    seed: str | None = None
    above: str | None = None
    paper: Path | None = None
    filled: Path | None = None
    questions: bool = False
    accept: tuple[str, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether this is work of a verifier and no verification."""
        given = (self.sample, self.seed, self.above, self.paper, self.filled)
        return self.questions or any(value is not None for value in given)

    @property
    def first(self) -> str:
        """The option by which it is asked for."""
        options = {"--sample": self.sample, "--all-above": self.above, "--workpaper": self.paper,
                   "--read-workpaper": self.filled, "--seed": self.seed}  # fmt: skip
        given = (name for name, value in options.items() if value is not None)
        return "--questions" if self.questions else next(given)


def refuse_verifying(given: list[str], wish: Work, subject: Path) -> None:
    """Refuse options of verifying beside the verifier's work, which would not heed them.

    Raises
    ------
    UsageError
        ``WP072`` for every such option.
    """
    command = f"pcf verify {_quoted(subject.as_posix())}"
    if given:
        raise UsageError(
            [finding("WP072", observed=name, other=wish.first, expected=command) for name in given]
        )


def work(screen: Screen, subject: Path, wish: Work) -> Outcome:
    """Do the verifier's work on a bundle or a project folder; writes nothing but the paper."""
    if wish.filled is not None:
        return _read(screen, subject, wish.filled, wish.accept)
    if wish.questions:
        return _questions(screen, subject, wish)
    if wish.sample == 0:
        raise UsageError([finding("WP073", observed=wish.sample)])
    if wish.sample is None and wish.above is None:
        given = "--workpaper" if wish.paper is not None else "--seed"
        raise UsageError([finding("WP010", observed=given, expected="--sample N")])
    if wish.paper is not None and wish.paper.exists():
        name = wish.paper.as_posix()
        raise UsageError([finding("US048", observed=name, suggestion="--workpaper OTHER.xlsx")])
    return _sample(screen, subject, wish)


@contextmanager
def _project(subject: Path, accept: Sequence[str]) -> Iterator[Project]:
    from pcf.api import Project

    if subject.is_dir():
        yield Project.load(subject)
        return
    with Project.of_bundle(subject, accept) as project:
        yield project


def _sample(screen: Screen, subject: Path, wish: Work) -> Outcome:
    from pcf.commands.explain import share_of
    from pcf.project.files import write_bytes
    from pcf.report.sample_view import sample_page

    seed = wish.seed if wish.seed is not None else str(secrets.randbelow(10**9))
    above = None if wish.above is None else share_of(wish.above, "--all-above")
    with screen.working("working_calc"), _project(subject, wish.accept) as project:
        footprint = project.calculate()
        brought = project.brought_findings()
        drawn = project.sample(wish.sample or 0, seed, above)
        if wish.paper is not None:
            write_bytes(wish.paper, project.workpaper(drawn))
            screen.note(_written(screen, wish.paper, drawn, len(project.verifier_questions())))
    size = "" if wish.sample is None else f" --sample {drawn.wanted}"
    command = f"pcf verify {_quoted(subject.as_posix())}{size} --seed {_quoted(seed)}"
    command += "" if wish.above is None else f" --all-above {wish.above}"
    command += "".join(f" --accept {_quoted(name)}" for name in wish.accept)
    drawn = replace(drawn, findings=(*brought, *drawn.findings, *_unverified(subject)))
    return Outcome(
        schema="verify-sample",
        data=lambda: drawn.to_dict(screen.lang),
        view=lambda: sample_page(drawn, footprint, command, screen.lang),
        findings=drawn.findings,
        exit_code=_exit(brought),
    )


def _exit(brought: Sequence[Finding]) -> int:
    """Exit 1 while rule packs or factors of a bundle are neither those here nor accepted."""
    return 1 if any(item.level == "error" for item in brought) else 0


def _unverified(subject: Path) -> tuple[Finding, ...]:
    """Say of a bundle that drawing from it verifies nothing."""
    if subject.is_dir():
        return ()
    command = f"pcf verify {_quoted(subject.as_posix())}"
    return (finding("WP074", observed=subject.name, expected=command),)


def _written(screen: Screen, paper: Path, drawn: Sample, questions: int) -> str:
    from pcf.i18n import phrase

    return phrase("paper_written", screen.lang, file=paper.as_posix(), rows=len(drawn.items),
                  questions=questions)  # fmt: skip


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def _questions(screen: Screen, subject: Path, wish: Work) -> Outcome:
    from pcf.report.sample_view import questions_page

    with screen.working("working_calc"), _project(subject, wish.accept) as project:
        asked = project.verifier_questions()
        brought = project.brought_findings()
    return Outcome(
        schema="verify-questions",
        data=lambda: {"questions": [question.to_dict(screen.lang) for question in asked]},
        view=lambda: questions_page(asked, screen.lang, brought),
        findings=brought,
        exit_code=_exit(brought),
    )


def _read(screen: Screen, subject: Path, filled: Path, accept: Sequence[str]) -> Outcome:
    from pcf.report.sample_view import paper_page

    with screen.working("working_calc"), _project(subject, accept) as project:
        reading = project.read_workpaper(filled)
        reading = replace(reading, findings=(*project.brought_findings(), *reading.findings))
    told = (screen.lang, screen.folder, screen.width)
    return Outcome(
        schema="workpaper",
        data=lambda: {**reading.to_dict(screen.lang), "kept": 0},
        view=lambda: paper_page(reading, 0, told, only_read=True),
        findings=reading.findings,
        exit_code=1 if reading.has_errors else 0,
    )
