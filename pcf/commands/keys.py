"""``pcf keys new``: a key pair for signing bundles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pcf.commands.options import OUTPUT, verb
from pcf.commands.screen import Outcome, Screen

KeyFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="arg_keys_new", rich_help_panel=OUTPUT)
]


@verb()
def new(screen: Screen, file: KeyFile) -> Outcome:
    """Write a private and a public key; an existing file is never overwritten."""
    from pcf.assurance.sign import new_key
    from pcf.report.seal_view import key_page

    made = new_key(file)
    public = made.public.read_text(encoding="ascii").strip()
    return Outcome(
        schema="keys-new",
        data=lambda: {
            "private": made.private.as_posix(),
            "public": made.public.as_posix(),
            "public_key": public,
            "fingerprint": made.fingerprint,
            "protected": made.protected,
        },
        view=lambda: key_page(made, public, screen.lang),
        next_command=f"pcf seal --sign {made.private.as_posix()}",
    )
