"""Read an ILCD package: ``read_ilcd.py pcf|import|lxml FILE``; prints how many processes it holds.

``pcf`` reads everything into the neutral form, ``import`` makes a linked and compiled background of
it, ``lxml`` parses every file and looks at the root element: what any reader has to do at least.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path


def by_pcf(path: Path) -> int:
    """Read into the neutral form."""
    from pcf.importing.archive import open_archive
    from pcf.importing.conservation import Collect
    from pcf.importing.reader import reader

    collect = Collect()
    with open_archive(path, collect) as archive:
        return len(reader("ilcd").read(archive, collect).processes)


def by_import(path: Path) -> int:
    """Import whole."""
    from pcf.importing.database import import_database

    with tempfile.TemporaryDirectory() as home:
        return import_database(path, Path(home), id="db").conservation.count("process").came_in


def by_lxml(path: Path) -> int:
    """Parse every file."""
    import zipfile

    from lxml import etree

    count = 0
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if name.endswith(".xml"):
                try:
                    root = etree.fromstring(packed.read(name))
                except etree.XMLSyntaxError:  # one file of the release is cut off
                    continue
                count += etree.QName(root).localname == "processDataSet"
    return count


if __name__ == "__main__":
    print({"pcf": by_pcf, "import": by_import, "lxml": by_lxml}[sys.argv[1]](Path(sys.argv[2])))
