"""What pcf keeps between runs: derived data alone, found by content, never believed when damaged.

Every kept file begins with the SHA-256 of what follows. The cache is a convenience: without a place
to write, or with a damaged file, everything is worked out anew and no result changes.
"""

from __future__ import annotations

import atexit
import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from pcf.whole import write_whole

#: Version of the form of kept files.
_FORM = 1
#: A memo that has grown beyond this is begun anew.
_MOST_ANSWERS = 20_000
_LONGEST_QUESTION = 2_000


def cache_folder() -> Path:
    """Root of the cache: ``PCF_CACHE_DIR``, else the usual place of the system."""
    stated = os.environ.get("PCF_CACHE_DIR")
    if stated:
        return Path(stated)
    from platformdirs import user_cache_path

    return user_cache_path("pcf", appauthor=False)


def kept_file(kind: str, *contents: bytes) -> Path:
    """File of the cache for what is derived from `contents`."""
    made = sha256(f"{_FORM}".encode())
    for part in contents:
        made.update(sha256(part).digest())
    return cache_folder() / kind / f"{made.hexdigest()}.json"


def read_kept(path: Path) -> Any | None:
    """Give what is kept in a file; None when it is absent or damaged."""
    try:
        digest, _, text = path.read_bytes().partition(b"\n")
        if digest.decode("ascii") != sha256(text).hexdigest():
            return None
        return json.loads(text)
    except (OSError, ValueError, RecursionError):
        return None  # the caller works it out anew


def keep(path: Path, body: Any) -> bool:
    """Keep plain data in a file, whole or not at all; False when it cannot be kept."""
    try:
        text = json.dumps(body, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (TypeError, ValueError, RecursionError):
        return False
    seal = sha256(text).hexdigest().encode("ascii")
    try:
        write_whole(path, (seal, b"\n", text), lasting=False)
    except OSError:
        return False
    return True


class Memo:
    """Answers of a pure function, kept from one process to the next.

    Parameters
    ----------
    kind
        Folder of the cache.
    basis
        Gives everything but the question that an answer depends on; called at the first question.
    """

    def __init__(self, kind: str, basis: Callable[[], bytes]) -> None:
        self._kind = kind
        self._basis = basis
        self._answers: dict[str, Any] | None = None
        self._path = Path()
        self._changed = False

    def _known(self) -> dict[str, Any]:
        if self._answers is None:
            self._path = kept_file(self._kind, self._basis())
            found = read_kept(self._path)
            sound = isinstance(found, dict) and len(found) <= _MOST_ANSWERS
            self._answers = dict(found) if isinstance(found, dict) and sound else {}
        return self._answers

    def answer(self, question: tuple[object, ...], make: Callable[[], Any]) -> Any:
        """Give the kept answer, or make it and keep it; what `make` raises is not kept.

        Parameters
        ----------
        question
            Plain data: everything that the answer depends on besides the basis.
        make
            Gives the answer as plain data.
        """
        known = self._known()
        text = json.dumps(question, ensure_ascii=False)
        if text in known:
            return known[text]
        made = make()
        if len(text) <= _LONGEST_QUESTION:
            if not self._changed:
                self._changed = True
                atexit.register(self.write)
            known[text] = made
        return made

    def write(self) -> None:
        """Write what is new; done at the end of the process."""
        if self._changed and self._answers is not None:
            self._changed = False
            keep(self._path, self._answers)
