"""Where the data of pcf lie: inside an installed wheel, or beside the package in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal

from pcf.errors import PcfError
from pcf.findings import finding

DataName = Literal["datasets", "product_rules"]


def data_root(name: DataName) -> Path:
    """Give the folder ``datasets`` or ``product_rules``.

    An installed wheel carries it as ``pcf/_data/<name>``; in a checkout it is ``<root>/<name>``.

    Raises
    ------
    PcfError
        ``DS035`` when the installation has neither.
    """
    package = Path(str(files("pcf")))
    for candidate in (package / "_data" / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise PcfError([finding("DS035", observed=name)])
