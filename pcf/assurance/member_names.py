"""Names that a member of a bundle may have: inside the folder, ordinary, and each once."""

from __future__ import annotations

import unicodedata

#: Folders and files of a bundle; a member elsewhere is none.
ROOMS = ("inputs/", "rules/", "factors/", "background/", "results/", "reports/", "exports/")
FILES = ("manifest.json", "findings.json", "judgements.csv", "environment.json", "signature.json")
#: Members that the manifest does not list: itself, and what is signed over it.
OUTSIDE = ("manifest.json", "signature.json")
_LONGEST = 240
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{w}{n}" for w in ("com", "lpt") for n in "123456789")}
)
_FORBIDDEN = frozenset('\\:*?"<>|')


class NameCheck:
    """Looks at the names of one bundle, one after the other."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._folders: set[str] = set()

    def fault(self, name: str) -> str | None:
        """Give ``SE003`` for a name that no bundle has, ``SE004`` for one met before, or None.

        A file that is also the folder of another one is none. Names that differ in case or in the
        composition of letters are one file on some systems.
        """
        if not is_plain(name):
            return "SE003"
        key = unicodedata.normalize("NFC", name).casefold()
        if key in self._seen:
            return "SE004"
        if key in self._folders or any(above in self._seen for above in _above(key)):
            return "SE003"
        self._folders.update(_above(key))
        self._seen.add(key)
        return None


def _above(name: str) -> list[str]:
    """Folders that a path lies in."""
    parts = name.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts))]


def is_plain(name: str) -> bool:
    """Whether a name is a relative path of ordinary parts in a folder of a bundle."""
    if not name.isprintable() or len(name.encode("utf-8", "replace")) > _LONGEST:
        return False
    if _FORBIDDEN & set(name):
        return False
    parts = name.split("/")
    if any(not part or part in (".", "..") or part != part.strip() or part.endswith(".")
           or part.split(".")[0].lower() in _RESERVED for part in parts):  # fmt: skip
        return False
    return name in FILES or name.startswith(ROOMS)
