"""``pcf data sources``: every source and what hangs on it."""

from __future__ import annotations

from typing import Annotated

import typer

from pcf.commands.data import BackgroundId
from pcf.commands.options import INPUT, verb
from pcf.commands.screen import Outcome, Screen

SourceKey = Annotated[
    str | None, typer.Argument(metavar="KEY", help="arg_source", rich_help_panel=INPUT)
]


@verb()
def sources(screen: Screen, key: SourceKey = None, background: BackgroundId = None) -> Outcome:
    """List the sources, or one with everything that names it."""
    from pcf.background.sources import source_use, source_uses
    from pcf.commands.backgrounds import open_asked
    from pcf.report.sources_view import source_page, sources_json, sources_page

    opened = open_asked(screen.folder, background)
    uses = source_uses(opened) if key is None else (source_use(opened, key),)
    return Outcome(
        schema="data-sources",
        data=lambda: sources_json(opened, uses, whole=key is not None),
        view=lambda: (
            sources_page(opened, uses, screen.lang)
            if key is None
            else source_page(uses[0], screen.lang)
        ),
        next_command=f"pcf data sources {uses[0].source.key}" if key is None and uses else "",
    )
