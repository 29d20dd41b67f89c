"""``pcf rules``: look at rule packs, test them, and find those that fit a product."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.inputs import stamped
from pcf.commands.options import INPUT, complete, verb
from pcf.commands.packs import Packs, checked
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import finding

if TYPE_CHECKING:
    from pcf.findings import Finding
    from pcf.report.page import Page
    from pcf.rules.pack import Clause, Pack
    from pcf.rules.packs import Registry
    from pcf.rules.testing import PackTest

Code = Annotated[
    str,
    typer.Argument(
        metavar="CODE",
        help="arg_rules_code",
        rich_help_panel=INPUT,
        autocompletion=complete("rule_codes"),
    ),
]
Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PACK...",
        help="arg_rules_packs",
        rich_help_panel=INPUT,
        autocompletion=complete("rule_packs"),
    ),
]


def _registry(folder: Path | None) -> Registry:
    from pcf.rules.packs import registry

    return registry(checked(folder))


@verb()
def list_(screen: Screen, packs: Packs = None) -> Outcome:
    """List every rule pack."""
    from pcf.report import rules_view

    found = _registry(packs).packs()
    return Outcome(
        schema="rules-list",
        data=lambda: {"packs": [rules_view.pack_json(pack) for pack in found]},
        view=lambda: rules_view.list_page(found, screen.lang),
        next_command="pcf rules suggest",
    )


@verb()
def show(screen: Screen, code: Code, packs: Packs = None) -> Outcome:
    """Show one clause, or one pack with its clauses."""
    from pcf.report import clause_view, rules_view

    known = _registry(packs)
    if "@" in code or known.chain(code):
        pack = known.pack(code)
        return Outcome(
            schema="rules-show",
            data=lambda: {"pack": rules_view.pack_json(pack, whole=True), "clause": None},
            view=lambda: rules_view.pack_page(pack, screen.lang),
        )
    clause, holders = _clause(code, known)
    return Outcome(
        schema="rules-show",
        data=lambda: {"pack": None, "clause": clause_view.clause_json(clause, holders)},
        view=lambda: clause_view.clause_page(
            clause, holders, screen.lang, _failing(clause, holders[0], known)
        ),
    )


def _failing(clause: Clause, pack: Pack, known: Registry) -> tuple[Finding, ...]:
    """What pcf says of the failing example of a clause."""
    from pcf.rules.testing import Bench, failing_findings

    return failing_findings(clause, pack, Bench(known.root))


def _clause(code: str, known: Registry) -> tuple[Clause, list[Pack]]:
    """Clause of a code as the oldest pack states it, and every pack that holds it."""
    from pcf.suggest import nearest

    packs = known.packs()
    wanted = code.upper()
    holders = [pack for pack in packs if pack.clause(wanted) is not None]
    holders.sort(key=lambda pack: len(known.chain(pack.id)))
    clause = holders[0].clause(wanted) if holders else None
    if clause is None:
        codes = sorted({clause.code for pack in packs for clause in pack.clauses})
        near = nearest(code, [*codes, *known.heads])
        raise UsageError([finding("RU026", observed=code, suggestion=near)])
    return clause, holders


@verb()
def run_(screen: Screen, names: Names = None, packs: Packs = None) -> Outcome:
    """Run the examples of every clause; exit 1 when one does not do what it is for."""
    from pcf.rules.testing import Bench, run_tests

    known = _registry(packs)
    bench = Bench(known.root)
    wanted = names or list(known.heads if packs is None else known.own_heads)
    with screen.working("working_rules"):
        tests = [run_tests(known.pack(name), bench) for name in wanted]
    found = tuple(item for test in tests for clause in test.clauses for item in clause.findings)
    return Outcome(
        schema="rules-test",
        data=lambda: {"packs": [_test_json(test) for test in tests]},
        view=lambda: _test_page(tests, screen),
        findings=found,
        exit_code=0 if all(test.passed for test in tests) else 1,
        timed=True,
    )


def _test_json(test: PackTest) -> dict[str, object]:
    return {
        "id": test.pack.id,
        "passed": test.passed,
        "clauses": [
            {
                "code": clause.code,
                "conforming": clause.conforming,
                "failing": clause.failing,
                "moved": dict(clause.moved),
                "passed": clause.passed,
            }
            for clause in test.clauses
        ],
    }


def _test_page(tests: list[PackTest], screen: Screen) -> Page:
    from pcf.report import rules_view
    from pcf.report.findings_view import findings_page

    found = [item for test in tests for clause in test.clauses for item in clause.findings]
    page = findings_page(found, screen.lang, width=screen.width, whole=True, counts=False)
    if found:
        page.line()
    page.extend(rules_view.tests_page(tests, screen.lang))
    return page


@verb()
def suggest(screen: Screen, packs: Packs = None) -> Outcome:
    """Say which rule packs fit the product, in the order of Chinese standards."""
    from dataclasses import asdict

    from pcf.api import Project
    from pcf.report import rules_view

    project = Project.load(screen.folder, checked(packs))
    found = project.suggest_rules()
    family = project.family
    names = ",".join(item.id for item in found if not item.needs)
    return Outcome(
        schema="rules-suggest",
        data=lambda: {"family": family, "packs": [asdict(item) for item in found]},
        view=lambda: rules_view.suggest_page(found, family, screen.lang),
        project=stamped(project.folder),
        exit_code=0 if found else 1,
        next_command=f"pcf check --rules {names}" if names else "",
    )
