"""``pcf verify``: the certifier's verb; it needs neither the project nor a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pcf.commands.options import INPUT, METHOD, verb
from pcf.commands.screen import Outcome, Screen
from pcf.commands.verify_work import (
    AllAbove,
    PaperIn,
    PaperOut,
    Questions,
    SampleSize,
    Seed,
    Work,
    refuse_verifying,
    work,
)

BundleFile = Annotated[
    Path, typer.Argument(metavar="BUNDLE", help="arg_verify", rich_help_panel=INPUT)
]
Recompute = Annotated[
    bool,
    typer.Option("--recompute/--no-recompute", help="opt_recompute", rich_help_panel=METHOD),
]
Deep = Annotated[bool, typer.Option("--deep", help="opt_deep_verify", rich_help_panel=METHOD)]
Trust = Annotated[
    Path | None,
    typer.Option("--trust", metavar="FILE", help="opt_trust", rich_help_panel=INPUT),
]
EvidenceFolder = Annotated[
    Path | None,
    typer.Option("--evidence", metavar="DIR", help="opt_evidence_folder", rich_help_panel=INPUT),
]
Accept = Annotated[
    list[str] | None,
    typer.Option("--accept", metavar="NAME", help="opt_accept", rich_help_panel=METHOD),
]


@verb()
def verify(
    screen: Screen,
    bundle: BundleFile,
    recompute: Recompute = True,
    deep: Deep = False,
    trust: Trust = None,
    evidence: EvidenceFolder = None,
    accept: Accept = None,
    sample: SampleSize = None,
    seed: Seed = None,
    all_above: AllAbove = None,
    workpaper: PaperOut = None,
    read_workpaper: PaperIn = None,
    questions: Questions = False,
) -> Outcome:
    """Give the verdict: exit 0 sound, 1 a mismatch, 2 no bundle that can be opened.

    A background that could not be compared leaves the exit code 0; the verdict says so.

    With options of the verifier's own work (sample, questions, work paper) that is done instead, on
    a bundle or a project folder; exit 1 when a bundle brings rules or factors that are neither
    those of this pcf nor accepted.
    """
    wish = Work(sample, seed, all_above, workpaper, read_workpaper, questions,
                tuple(accept or ()))  # fmt: skip
    if wish.is_asked:
        options = {"--trust": trust, "--deep": deep, "--evidence": evidence,
                   "--no-recompute": not recompute,
                   "--accept": accept and bundle.is_dir()}  # fmt: skip
        given = [name for name, value in options.items() if value]
        refuse_verifying(given, wish, bundle)
        return work(screen, bundle, wish)
    from pcf.api import Project
    from pcf.report.verify_view import verification_page

    with screen.working("working_verify"):
        seen = Project.verify(
            bundle,
            recompute=recompute or deep,
            trust=trust,
            deep=screen.folder if deep else None,
            evidence=evidence,
            accept=accept or (),
        )
    return Outcome(
        schema="verify",
        data=lambda: seen.to_dict(screen.lang),
        view=lambda: verification_page(seen, screen.lang, screen.width, screen.verbose),
        findings=seen.findings,
        exit_code=0 if seen.is_sound else 1,
        timed=True,
    )
