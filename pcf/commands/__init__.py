"""The command line: one file per verb, registered here, one line each."""

from __future__ import annotations

import contextlib
import gc
import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from pcf.commands import (
    asked,
    batch,
    calc,
    check,
    compare,
    data,
    data_check,
    data_diff,
    data_export,
    data_import,
    data_match,
    data_providers,
    data_sources,
    data_update,
    doctor,
    explain,
    export,
    failure,
    graph,
    help,
    import_,
    init,
    keys,
    options,
    portfolio,
    report,
    request,
    rules,
    seal,
    sensitivity,
    status,
    uncertainty,
    verify,
    whatif,
    workbook,
)
from pcf.errors import PcfError

_SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"]}


def _group(purpose: str, **settings: Any) -> typer.Typer:
    return typer.Typer(
        cls=help.VerbGroup,
        help=purpose,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=_SETTINGS,
        **settings,
    )


def _add(group: typer.Typer, name: str, run: Callable[..., int], purpose: str) -> None:
    group.command(name, cls=help.VerbCommand, help=purpose, context_settings=_SETTINGS)(run)


app = _group("help_pcf", add_completion=True, invoke_without_command=True)
_data = _group("help_data", add_completion=False)
_workbook = _group("help_workbook", add_completion=False)
_rules = _group("help_rules", add_completion=False)
_keys = _group("help_keys", add_completion=False)

_add(app, "init", init.init, "help_init")
_add(app, "status", status.status, "help_status")
_add(app, "check", check.check, "help_check")
_add(app, "calc", calc.calc, "help_calc")
_add(app, "explain", explain.explain, "help_explain")
_add(app, "graph", graph.graph, "help_graph")
_add(app, "compare", compare.compare, "help_compare")
_add(app, "export", export.export, "help_export")
_add(app, "report", report.report, "help_report")
_add(app, "portfolio", portfolio.portfolio, "help_portfolio")
_add(app, "batch", batch.batch, "help_batch")
_add(app, "import", import_.import_, "help_import")
_add(app, "request", request.request, "help_request")
_add(app, "sensitivity", sensitivity.sensitivity, "help_sensitivity")
_add(app, "uncertainty", uncertainty.uncertainty, "help_uncertainty")
_add(app, "whatif", whatif.whatif, "help_whatif")
_add(app, "seal", seal.seal, "help_seal")
_add(app, "verify", verify.verify, "help_verify")
_add(_data, "list", data.list_, "help_data_list")
_add(_data, "search", data.search, "help_data_search")
_add(_data, "show", data.show, "help_data_show")
_add(_data, "sources", data_sources.sources, "help_data_sources")
_add(_data, "check", data_check.check, "help_data_check")
_add(_data, "match", data_match.match, "help_data_match")
_add(_data, "import", data_import.import_, "help_data_import")
_add(_data, "export", data_export.export, "help_data_export")
_add(_data, "providers", data_providers.providers, "help_data_providers")
_add(_data, "lock", data.lock, "help_data_lock")
_add(_data, "diff", data_diff.diff, "help_data_diff")
_add(_data, "update", data_update.update, "help_data_update")
app.add_typer(_data, name="data")
_add(_rules, "list", rules.list_, "help_rules_list")
_add(_rules, "show", rules.show, "help_rules_show")
_add(_rules, "test", rules.run_, "help_rules_test")
_add(_rules, "suggest", rules.suggest, "help_rules_suggest")
app.add_typer(_rules, name="rules")
_add(_workbook, "export", workbook.export, "help_workbook_export")
_add(_workbook, "import", workbook.import_, "help_workbook_import")
app.add_typer(_workbook, name="workbook")
_add(_keys, "new", keys.new, "help_keys_new")
app.add_typer(_keys, name="keys")
_add(app, "doctor", doctor.doctor, "help_doctor")


def _version(wanted: bool) -> None:
    if wanted:
        from pcf.report.envelope import tool_version

        print(f"pcf {tool_version()}")
        raise typer.Exit


@app.callback()
def _alone(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="opt_version", callback=_version, is_eager=True)
    ] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en|auto", help="opt_lang")] = "auto",
) -> None:
    if context.invoked_subcommand is None:
        print(help.welcome(context.obj.lang))


def main(words: Sequence[str] | None = None) -> int:
    """Run one call and give its exit code; no traceback ever reaches a person.

    Parameters
    ----------
    words
        Words after ``pcf``; those of the process when None.

    Returns
    -------
    int
        0 done · 1 done, and the answer is no · 2 could not be done · 70 bug · 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    call = list(sys.argv[1:] if words is None else words)
    asks = asked.read(call)
    try:
        code = _run(call, asks)
        sys.stdout.flush()
        if words is None:
            gc.freeze()  # the process ends: its last search for reference cycles has nothing to do
    except BrokenPipeError:
        options.silence()
        return 0
    except OSError as error:  # what stdout goes to is full
        options.silence()
        failure.report([failure.full(error)], replace(asks, json=False), 2)
        return 2
    return code


def _run(call: list[str], asks: asked.Asked) -> int:
    try:
        command = typer.main.get_command(app)
        answer = command.main(args=call, prog_name="pcf", standalone_mode=False, obj=asks)
        return answer if isinstance(answer, int) else 0
    except PcfError as error:
        failure.report(error.findings, asks, 2)
        return 2
    except failure.CallMistake as error:
        failure.report([failure.mistake(error, asks)], asks, 2)
        return 2
    except (typer.Abort, KeyboardInterrupt):
        with contextlib.suppress(OSError):
            print(file=sys.stderr)
        return 130
    except BrokenPipeError:
        raise
    except Exception as error:
        if failure.is_full(error):
            failure.report([failure.full(error)], asks, 2)
            return 2
        failure.report([failure.crash(error, asks, call)], asks, 70)
        return 70
