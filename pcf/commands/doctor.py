"""``pcf doctor``: whether this machine is fit for pcf."""

from __future__ import annotations

from pcf.commands.options import verb
from pcf.commands.screen import Outcome, Screen


@verb()
def doctor(screen: Screen) -> Outcome:
    """Look at versions, encodings, folders and data; exit 1 when something is wrong."""
    from pcf.commands.health import observe
    from pcf.report.health_view import health_json, health_page

    seen = observe(screen.lang)
    return Outcome(
        schema="doctor",
        data=lambda: health_json(seen),
        view=lambda: health_page(seen, screen.lang),
        exit_code=0 if all(item.ok for item in seen) else 1,
    )
