"""How far a long task is: work that counts itself, shown by whoever asked for it.

Whoever works calls `counted` and `stage`; whoever shows wraps the call in `reporting`. Without a
reporter nothing happens. A stage is named by the key of a label.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

T = TypeVar("T")


class Reporter(Protocol):
    """Shows how far a task is."""

    def begin(self, key: str, total: float | None) -> None:
        """Begin a stage; `total` is None when its length is not known."""

    def advance(self, amount: float) -> None:
        """Tell that `amount` more of the stage is done."""


_CURRENT: ContextVar[Reporter | None] = ContextVar("reporter", default=None)


@contextmanager
def reporting(reporter: Reporter) -> Iterator[None]:
    """Send what is counted inside to `reporter`."""
    token = _CURRENT.set(reporter)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def stage(key: str, total: float | None = None) -> None:
    """Begin a stage whose steps are not counted one by one."""
    reporter = _CURRENT.get()
    if reporter is not None:
        reporter.begin(key, total)


def counted(
    items: Iterable[T], key: str, total: float | None, size: Callable[[T], float] = lambda _: 1.0
) -> Iterator[T]:
    """Give the items of a stage one by one, and count those that are done.

    Parameters
    ----------
    items
        What is worked through.
    key
        Label of the stage.
    total
        Sum of the sizes, None when it is not known.
    size
        Size of an item in the unit of `total`.
    """
    reporter = _CURRENT.get()
    if reporter is None:
        yield from items
        return
    reporter.begin(key, total)
    for item in items:
        yield item
        reporter.advance(size(item))
