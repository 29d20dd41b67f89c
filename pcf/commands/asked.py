"""What the words of a call ask for before they are parsed.

Help, and the message about a call that cannot be parsed, must already know language and format.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pcf.i18n import Language, choose_language


@dataclass(frozen=True, slots=True)
class Asked:
    """Language, format, folder and output file as far as the bare `words` tell."""

    lang: Language
    json: bool
    verbose: bool
    folder: Path
    schema: str
    output: Path | None = None
    words: tuple[str, ...] = ()


def read(words: Sequence[str]) -> Asked:
    """Look through the words of a call."""
    folder = Path(_value(words, "-C", "--project") or ".")
    wished = _value(words, "--lang")
    chosen_format = _value(words, "--format") or os.environ.get("PCF_FORMAT")
    verbs = [word for word in words if not word.startswith("-")]
    grouped = verbs[:1] in (["data"], ["keys"], ["rules"], ["workbook"])
    schema = "-".join(verbs[:2]) if grouped else "".join(verbs[:1])
    return Asked(
        lang=choose_language(wished, project_language(folder)),
        json=chosen_format == "json",
        verbose="-v" in words,
        folder=folder,
        schema=schema,
        output=Path(output) if (output := _value(words, "-o", "--output")) else None,
        words=tuple(words),
    )


def _value(words: Sequence[str], *names: str) -> str | None:
    for position, word in enumerate(words):
        if word in names:
            return words[position + 1] if position + 1 < len(words) else None
        for name in names:
            if name.startswith("--") and word.startswith(f"{name}="):
                return word.partition("=")[2]
    return None


def project_language(folder: Path) -> str | None:
    """Language that ``pcf.toml`` names; None when there is no such file or it says nothing."""
    return _setting(folder, "lang")


def project_id(folder: Path) -> str:
    """Id that ``pcf.toml`` names; empty when there is no such file or it says nothing."""
    return _setting(folder, "id") or ""


def project_folder(folder: Path) -> Path | None:
    """Folder of the project that `folder` is or lies in; None when there is none."""
    if (folder / "pcf.toml").is_file():
        return folder
    return next((p for p in folder.resolve().parents if (p / "pcf.toml").is_file()), None)


def _setting(folder: Path, key: str) -> str | None:
    """Peek at ``[project]``; a file that cannot be read is told about by its reader, not here."""
    try:
        home = project_folder(folder)
        if home is None:
            return None
        text = (home / "pcf.toml").read_text(encoding="utf-8-sig")
        return str(tomllib.loads(text)["project"][key])
    except (OSError, ValueError, KeyError, TypeError):
        return None
