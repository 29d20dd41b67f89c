"""``pcf status``: where the project stands and the single next step."""

from __future__ import annotations

from pcf.commands.inputs import stamped
from pcf.commands.options import verb
from pcf.commands.packs import Packs, checked
from pcf.commands.screen import Outcome, Screen


@verb()
def status(screen: Screen, packs: Packs = None) -> Outcome:
    """Show where the project stands; exit 1 when nothing can be declared."""
    from pcf.api import Project
    from pcf.assurance.made_again import OF_FILES
    from pcf.report.history_view import history_json, history_of
    from pcf.report.status_view import next_command, status_page

    with screen.working("working_calc"):
        project = Project.load(screen.folder, checked(packs))
        found = project.status()
        history = project.history()
    seen = found.verifier_checks
    left = tuple(item for item in project.findings if item.code in OF_FILES)
    left += () if seen is None else tuple(seen.findings)
    return Outcome(
        schema="status",
        data=lambda: {**found.to_dict(screen.lang), "versions": history_json(history)},
        view=lambda: history_of(status_page(found, screen.lang), history, screen.lang, left),
        findings=(*history.findings, *left),
        exit_code=0 if found.can_declare else 1,
        project=stamped(project.folder),
        next_command=next_command(found),
    )
