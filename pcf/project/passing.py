"""Files that programs leave behind while somebody works: never inputs of a project.

They are lock files of an office program, copies of an editor, what a system puts into every folder.
No reader of the project opens one, no digest counts it, no bundle holds it.
"""

from __future__ import annotations

_STARTS, _ENDS = (".", "~$", "#"), ("~", ".tmp", ".bak", ".swp", ".part")
_OF_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})


def is_passing(name: str) -> bool:
    """Whether the name of a file says that it is there for the time of work only."""
    plain = name.lower()
    return plain.startswith(_STARTS) or plain.endswith(_ENDS) or plain in _OF_SYSTEMS
