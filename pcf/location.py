"""Where the data of pcf lie: inside an installed wheel, or beside the package in a checkout.

Somebody who computes a sealed bundle again does so with the data of that bundle: `laid_over` puts
them in the place of those installed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeVar

from pcf.errors import PcfError
from pcf.findings import finding

DataName = Literal["datasets", "product_rules"]
_T = TypeVar("_T")
_over: ContextVar[tuple[tuple[str, Path], ...]] = ContextVar("_over", default=())


def data_root(name: DataName) -> Path:
    """Give the folder ``datasets`` or ``product_rules``.

    An installed wheel carries it as ``pcf/_data/<name>``; in a checkout it is ``<root>/<name>``.

    Raises
    ------
    PcfError
        ``DS035`` when the installation has neither.
    """
    return dict(_over.get()).get(name) or installed_root(name)


def installed_root(name: DataName) -> Path:
    """Give the folder of this installation, whatever is laid over it; errors as `data_root`."""
    package = Path(str(files("pcf")))
    for candidate in (package / "_data" / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise PcfError([finding("DS035", observed=name)])


def data_file(path: str) -> Path:
    """Give a file below ``datasets``, e.g. ``climate/gwp.csv``: the one laid over it, if any."""
    return dict(_over.get()).get(f"datasets/{path}") or data_root("datasets") / path


def laid_now() -> dict[str, Path]:
    """Give what is laid over now, as `laid_over` takes it."""
    return dict(_over.get())


@contextmanager
def laid_over(paths: Mapping[str, Path]) -> Iterator[None]:
    """Use other data inside this block.

    Parameters
    ----------
    paths
        The folder ``product_rules``, and files as ``datasets/climate/gwp.csv``. Only files that
        are read through `data_file` can be laid over; the rest stays as installed.
    """
    token = _over.set(tuple(sorted(paths.items())))
    try:
        yield
    finally:
        _over.reset(token)


def per_data(read: Callable[[], _T]) -> Callable[[], _T]:
    """Keep what a function reads of the data: once as installed, once as last laid over."""
    kept = lru_cache(maxsize=2)(lambda _: read())

    @wraps(read)
    def known() -> _T:
        return kept(_over.get())

    return known
