"""The option ``--packs``: a folder with rule packs of the user."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pcf.commands.options import INPUT
from pcf.errors import UsageError
from pcf.findings import finding

Packs = Annotated[
    Path | None,
    typer.Option("--packs", metavar="DIR", help="opt_packs", rich_help_panel=INPUT),
]


def checked(folder: Path | None) -> Path | None:
    """Give the folder; ``RU017`` when it is none."""
    if folder is not None and not folder.is_dir():
        raise UsageError([finding("RU017", observed=folder.as_posix())])
    return folder
