"""TIDAS packages: the ILCD tree written as JSON."""

from __future__ import annotations

import re

from pcf.importing.ilcd.reader import IlcdReader
from pcf.importing.json_tree import parse_json
from pcf.importing.xml_tree import Tree

_ROOT = re.compile(
    rb'"(processDataSet|flowDataSet|flowPropertyDataSet|unitGroupDataSet|sourceDataSet|'
    rb'contactDataSet|lifeCycleModelDataSet)"\s*:'
)


class TidasReader(IlcdReader):
    """Reads TIDAS JSON: as ILCD, but files end with ``.json``."""

    name = "tidas"
    suffix = ".json"

    def _begins(self, head: bytes) -> bool:
        return _ROOT.search(head) is not None

    def _tree(self, data: bytes) -> Tree:
        return parse_json(data)
