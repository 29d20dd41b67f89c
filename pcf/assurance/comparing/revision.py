"""A project folder as it was at a git revision, read through the git command.

Nothing of the repository is executed: objects are listed and read (``ls-tree``, ``cat-file``), so
that no filter, hook, attribute or pager of a repository comes into play, and nothing is fetched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pcf.errors import PcfError, UsageError
from pcf.findings import Location, finding

MARK = "git:"
_MOST_FILES = 20_000
_MOST_BYTES = 512 * 2**20
_PATIENCE = 120
#: Folders of a project of which no result depends.
_DERIVED = ("build", "declarations")
_OFF = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "core.pager=cat")
_REGULAR = ("100644", "100755")


@dataclass(frozen=True, slots=True)
class _Entry:
    object: str
    size: int
    path: PurePosixPath


def extract(folder: Path, revision: str, target: Path) -> str:
    """Write the project of `folder` as it was at `revision` into the empty folder `target`.

    Returns
    -------
    str
        The full id of the commit.

    Raises
    ------
    PcfError
        ``CP001`` without git, ``CP002`` when the folder is in no repository, ``CP004`` when the
        revision holds no project, ``CP005`` for a link or a path that leaves the folder, ``CP006``
        when it is too large, ``CP007`` when a part of it is not here, as in a partial clone.
    UsageError
        ``CP003`` for an unknown revision.
    """
    git = _Git(folder)
    prefix = git.text("rev-parse", "--show-prefix")
    if prefix is None:
        raise PcfError([finding("CP002", observed=folder.name or ".")])
    commit = None if not revision else git.text(
        "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    )  # fmt: skip
    if commit is None:
        raise UsageError([finding("CP003", observed=revision)])
    tree = f"{commit}:{prefix.rstrip('/')}"
    listed = git.raw("ls-tree", "-r", "-l", "-z", "--full-tree", tree)
    if listed is None and (git.has(tree) or not git.has(f"{commit}^{{tree}}")):
        raise PcfError([finding("CP007", observed=revision)])
    entries = _entries(listed or b"", revision)
    if not any(str(entry.path) == "pcf.toml" for entry in entries):
        raise PcfError([finding("CP004", observed=revision, expected=prefix or ".")])
    objects = "".join(f"{entry.object}\n" for entry in entries).encode()
    for entry, content in zip(entries, _contents(git, objects, len(entries)), strict=True):
        path = target.joinpath(*entry.path.parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return commit


class _Git:
    """Calls git in a folder, without a shell and without the settings of the surroundings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        found = shutil.which("git")
        here = folder.resolve()
        if found is None or Path(found).resolve().is_relative_to(here):
            raise PcfError([finding("CP001")])
        self._program = str(Path(found).resolve())

    def text(self, *words: str) -> str | None:
        """Answer as one line; None when git refuses."""
        answer = self.raw(*words)
        return None if answer is None else answer.decode("utf-8", "surrogateescape").strip("\r\n")

    def has(self, object: str) -> bool:
        """Whether an object is here, and not only on the server of a partial clone."""
        return self.raw("cat-file", "-e", object) is not None

    def raw(self, *words: str, given: bytes = b"") -> bytes | None:
        """Answer as bytes; None when git refuses."""
        settings = [word for setting in _OFF for word in ("-c", setting)]
        call = [self._program, *settings, "--no-pager", "--literal-pathspecs", *words]
        try:
            done = subprocess.run(
                call, cwd=self._folder, input=given, capture_output=True, timeout=_PATIENCE,
                env=_surroundings(), check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired, ValueError) as error:
            raise PcfError([finding("CP001")]) from error
        return done.stdout if done.returncode == 0 else None


def _surroundings() -> dict[str, str]:
    """Environment of git: nothing that points to another repository, asks or fetches."""
    kept = {k: v for k, v in os.environ.items() if not k.upper().startswith("GIT_")}
    return {
        **kept, "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C",
    }  # fmt: skip


def _entries(listed: bytes, revision: str) -> list[_Entry]:
    made, size = [], 0
    for line in listed.split(b"\0"):
        if not line:
            continue
        head, _, name = line.partition(b"\t")
        mode, _, object, length = head.decode("ascii").split()
        path = PurePosixPath(name.decode("utf-8", "surrogateescape"))
        if path.parts and path.parts[0] in _DERIVED:
            continue
        if mode not in _REGULAR or not _is_inside(path, name):
            shown = name.decode("utf-8", "replace")
            raise PcfError([finding("CP005", Location(shown), observed=shown)])
        if not length.isdecimal():  # a partial clone has left it on its server
            raise PcfError([finding("CP007", observed=name.decode("utf-8", "replace"))])
        size += int(length)
        made.append(_Entry(object, int(length), path))
        if len(made) > _MOST_FILES or size > _MOST_BYTES:
            limit = f"{_MOST_FILES} / {_MOST_BYTES >> 20} MB"
            raise PcfError([finding("CP006", observed=revision, expected=limit)])
    return made


def _is_inside(path: PurePosixPath, name: bytes) -> bool:
    bad = path.is_absolute() or any(part in ("..", ".", "") for part in name.decode(
        "utf-8", "surrogateescape").split("/"))  # fmt: skip
    return not bad and not any(sign in str(path) for sign in "\\:\n\r\0")


def _contents(git: _Git, objects: bytes, count: int) -> Iterator[bytes]:
    """Read the objects, one after the other, as ``cat-file --batch`` gives them."""
    answer = git.raw("cat-file", "--batch", given=objects) or b""
    at = 0
    for _ in range(count):
        end = answer.find(b"\n", at)
        head = answer[at:end].split()
        if end < 0 or len(head) != 3 or head[1] != b"blob":
            raise PcfError(
                [finding("CP007", observed=answer[at : max(at, end)].decode("ascii", "replace"))]
            )
        size = int(head[2])
        yield answer[end + 1 : end + 1 + size]
        at = end + 2 + size
