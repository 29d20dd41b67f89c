"""What ``-o FILE`` of any verb may write over: answers of pcf, never what was given to it.

Renaming over a file leaves nothing of the old one. So before a verb begins its output is looked at:
inputs of a project, bundles, keys, trust files and files named by the same call stay as they are.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from pcf.errors import UsageError
from pcf.findings import Finding, Location, finding

#: What a project is read from, whatever else lies there; names without regard to case.
_INPUTS = (
    "*.toml", "pcf.lock", "model/*", "suppliers/*", "evidence/*", "review/*", "scenarios/*",
    "product_rules/*", "report/*.md", ".*", "*/.*",
)  # fmt: skip
#: Folders of which every file is an input.
_INPUT_FOLDERS = ("model", "suppliers", "scenarios", "review")
#: Verbs that never write over a file of other content.
OWN_RULE = ("seal",)
#: Folders of what pcf makes.
_MADE = ("build", "declarations")
#: Kinds of files that are made and not written by hand.
_PAGES = (".html", ".pdf", ".docx", ".svg", ".png")
_ANSWER = re.compile(rb'\s*\{\s*"schema":\s*"pcf/')
_KEY = re.compile(rb"-----BEGIN |[A-Za-z0-9+/]{43}=\s*\Z|(?s:.*)^\s*public_key\s*=", re.MULTILINE)
_LOOKED_AT = 4096
#: Names of files in a project folder that ``-o`` has written, one per line.
_KEPT = "outputs.txt"


def check_output(output: Path, others: Iterable[Path]) -> None:
    """Refuse to write over what is no output of pcf.

    Parameters
    ----------
    others
        Files that the same call names.

    Raises
    ------
    UsageError
        ``US051`` for a file of the same call, ``US052`` for a bundle, a key or a trust file,
        ``US053`` for an input of a project or a file in it that pcf has not made, ``US054`` for a
        new file that would be an input.
    """
    fault = fault_of(output, others)
    if fault is not None:
        raise UsageError([fault])


def fault_of(output: Path, others: Iterable[Path]) -> Finding | None:
    """Give what `check_output` refuses; None for what may be written."""
    where = Location(output.name)
    if not output.exists():
        new = any(_is_among_inputs(place) for place in {_absolute(output), output.resolve()})
        return finding("US054", where, observed=output.as_posix()) if new else None
    if any(_is_same(output, other) for other in others):
        return finding("US051", where, observed=output.as_posix())
    if output.is_file() and (output.suffix.lower() == ".pcfz" or _KEY.match(_head(output))):
        return finding("US052", where, observed=output.as_posix())
    if any(_is_kept(place) for place in {_absolute(output), output.resolve()}):
        return finding("US053", where, observed=output.as_posix())
    return None


def check_new(*places: object) -> None:
    """Refuse new files and folders that would be inputs of a project (``US054``)."""
    for place in places:
        if isinstance(place, Path) and not place.exists():
            check_output(place, ())


def others_of(words: Sequence[str], output: Path) -> Iterator[Path]:
    """Give the files that the bare words of a call may name besides its output."""
    left = list(words)
    if str(output) in left:
        left.remove(str(output))
    return paths_in(left)


def paths_in(values: Iterable[object]) -> Iterator[Path]:
    """Give the files that arguments and options name: paths, and words that are the name of one."""
    for value in values:
        if isinstance(value, list | tuple):
            yield from paths_in(value)
        elif isinstance(value, str) and value:
            yield from (Path(value), Path(value.partition("#")[0]))
        elif isinstance(value, Path):
            yield value


def note_output(output: Path) -> None:
    """Remember a file that was written into a project folder, so that it may be written again."""
    place = _absolute(output)
    home = _home(place)
    if home is None or not place.is_file() or not _is_kept(place):
        return
    kept = home / "build" / _KEPT
    with contextlib.suppress(OSError):  # it is kept then, and the next call says so
        kept.parent.mkdir(exist_ok=True)
        with kept.open("a", encoding="utf-8") as stream:
            stream.write(f"{place.relative_to(home).as_posix()}\n")


def _is_kept(place: Path) -> bool:
    """Whether a place in a project folder holds something that pcf has not made."""
    home = _home(place)
    if home is None:
        return False
    name = place.relative_to(home).as_posix()
    low = f"{name}/x".lower() if place.is_dir() else name.lower()
    if low.partition("/")[0] in _MADE:
        return False
    if place.is_dir() or any(fnmatchcase(low, pattern) for pattern in _INPUTS):
        return any(fnmatchcase(low, pattern) for pattern in _INPUTS)
    if place.suffix.lower() in _PAGES or _ANSWER.match(_head(place)):
        return False
    return name not in _written(home)


def _is_among_inputs(place: Path) -> bool:
    """Whether a new file would lie in a folder of inputs of a project."""
    home = _home(place)
    return home is not None and place.relative_to(home).parts[0].lower() in _INPUT_FOLDERS


def _home(place: Path) -> Path | None:
    """Folder of the project that a file lies in."""
    return next((p for p in place.parents if (p / "pcf.toml").is_file()), None)


def _written(home: Path) -> frozenset[str]:
    try:
        return frozenset((home / "build" / _KEPT).read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError):
        return frozenset()


def _is_same(output: Path, other: Path) -> bool:
    try:
        return other.is_file() and output.samefile(other)
    except (OSError, ValueError):
        return False


def _absolute(path: Path) -> Path:
    """Give where a file lies; of links only the last is kept, which writing would replace."""
    return path.parent.resolve() / path.name


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(_LOOKED_AT)
    except OSError:
        return b""
