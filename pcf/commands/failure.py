"""What a person sees when something goes wrong: findings, never a traceback."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeGuard

import typer

from pcf.commands.asked import Asked, project_folder
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding

#: Class of all mistakes in a call that the parser of typer finds.
CallMistake: type[Any] = typer.BadParameter.__bases__[0]
_FULL = tuple(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EIO")
    if hasattr(errno, name)
)
#: Verbs whose ``-o`` names another file than the answer: a document, a folder, a workbook.
OWN_OUTPUT = ("export", "report", "seal", "data-export", "workbook-export", "request")


def report(findings: Iterable[Finding], asked: Asked, exit_code: int) -> None:
    """Tell why nothing came of a call: text on stderr, or the envelope on stdout.

    With ``-o FILE`` the envelope is written there as well, so that no older answer is taken for the
    one of this call; a file that is no answer of pcf is left alone.

    The text gives what stands in the way; lesser findings are there with ``-v``, and in JSON.
    """
    found = tuple(findings)
    if asked.json:
        from pcf.commands.screen import keep_json, write_json
        from pcf.report.envelope import envelope

        known = asked.schema if re.fullmatch(r"[a-z-]{1,32}", asked.schema) else "error"
        body = envelope(known, None, found, exit_code=exit_code)
        write_json(sys.stdout, body)
        if asked.output is not None and known not in OWN_OUTPUT and _may_take(asked):
            with contextlib.suppress(PcfError):  # the answer stands on stdout
                keep_json(asked.output, body)
        return
    import shutil

    from pcf.report.findings_view import findings_page

    width = shutil.get_terminal_size((100, 24)).columns
    errors = tuple(item for item in found if item.level == "error")
    shown = found if asked.verbose or not errors else errors
    page = findings_page(
        shown,
        asked.lang,
        project_folder(asked.folder),
        width=width,
        whole=asked.verbose,
        counts=False,
    )
    print(page.render(width), end="", file=sys.stderr)


def _may_take(asked: Asked) -> bool:
    """Whether the output is not there yet, or holds an answer that the call does not read."""
    from pcf.commands.output import fault_of, others_of

    file = asked.output
    if file is None or not file.exists():
        return file is not None and file.parent.is_dir()
    if not file.is_file() or fault_of(file, others_of(asked.words, file)) is not None:
        return False
    with file.open("rb") as stream:
        return re.match(rb'\s*\{\s*"schema":\s*"pcf/', stream.read(80)) is not None


def mistake(error: Any, asked: Asked) -> Finding:
    """Turn what the parser of typer objects to into a finding with a way out."""
    context = error.ctx
    parameter = getattr(error, "param", None)
    said = asked.schema.replace("-", " ")
    path = context.command_path if context is not None else f"pcf {said}".strip()
    name = getattr(error, "option_name", None)
    text = error.format_message()
    if name is not None and type(error).__name__ == "NoSuchOption":
        from pcf.suggest import nearest

        known = [o for p in context.command.get_params(context) for o in p.opts] if context else []
        near = nearest(name, known)
        return finding("US032", observed=name, suggestion=near or f"{path} --help", verb=path)
    if name is not None:
        return finding("US033", observed=name, suggestion=f"{path} --help")
    if parameter is not None and type(error).__name__ == "MissingParameter":
        missing = parameter.metavar or parameter.name.upper()
        return finding("US035", observed=missing, suggestion=f"{path} --help", verb=path)
    if parameter is not None:
        option = max(parameter.opts, key=len)
        return finding("US036", observed=error.message, option=option, suggestion=f"{path} --help")
    extra = re.search(r"unexpected extra argument\S* \((.*)\)", text)
    if extra:
        return finding("US037", observed=extra[1], verb=path, suggestion=f"{path} --help")
    return finding("US039", observed=text.rstrip("."), suggestion=f"{path} --help")


def is_full(error: BaseException) -> TypeGuard[OSError]:
    """Whether a disk or a share of it is full, or cannot be written at all."""
    return isinstance(error, OSError) and error.errno in _FULL


def full(error: OSError) -> Finding:
    """Say that nothing more can be written, and which file it was where that is known."""
    name = Path(os.fsdecode(error.filename)).name if isinstance(error.filename, str) else "-"
    return finding("IO003", Location(name), observed=error.strerror or "OSError")


def crash(error: BaseException, asked: Asked, words: Sequence[str]) -> Finding:
    """Write what is needed to find a bug into a crash file and say where it is."""
    trace = "".join(traceback.format_exception(error))
    code = hashlib.sha256(trace.encode("utf-8", "replace")).hexdigest()[:8]
    from pcf.report.envelope import tool_version

    body = "\n".join(
        [
            f"pcf {tool_version()}  python {platform.python_version()}  {platform.platform()}",
            f"call: {list(words)!r}",
            trace,
        ]
    )
    place = _crash_file(body, code, asked.folder)
    if asked.verbose:
        print(trace, file=sys.stderr)
    return finding("US070", file=place or "-", crash=code)


def _crash_file(body: str, code: str, folder: Path) -> Path | None:
    project = project_folder(folder)
    homes = [] if project is None else [project / "build"]
    for home in (*homes, Path(tempfile.gettempdir())):
        place = home / f"crash-{code}.txt"
        try:
            home.mkdir(exist_ok=True)
            place.write_text(body, encoding="utf-8", errors="replace")
        except OSError:
            continue
        return place
    return None
