"""Words by which packaging is recognised, in one place."""

from __future__ import annotations

#: Words in component, part, flow or name of a row, Chinese and English, in lower case.
PACKAGING_WORDS = ("packaging", "packing material", "包装")


def is_packaging(*texts: str) -> bool:
    """Whether one of the texts speaks of packaging."""
    return any(word in text.casefold() for text in texts for word in PACKAGING_WORDS)
