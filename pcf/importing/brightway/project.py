"""A Brightway project as a package, read where it lies by Brightway itself.

The file that is imported names it::

    directory = "/data/brightway"      # absolute; what BRIGHTWAY2_DIR would be
    project = "default"
    databases = ["my inventory"]       # all of them when left out

Brightway keeps pickles in its projects, and opening one runs what they say. So the format is never
found out: the user names it, for a directory that is trusted.
"""

from __future__ import annotations

import json
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

from pcf.errors import PcfError
from pcf.findings import Location, finding
from pcf.importing.archive import Archive, Member, MemberError
from pcf.importing.brightway.joining import join
from pcf.importing.brightway.nodes import Node
from pcf.importing.brightway.process import run_brightway
from pcf.importing.brightway.stated import node_of
from pcf.importing.conservation import Collect
from pcf.importing.keeping import hold_file
from pcf.importing.package import Package, Place


class ProjectReader:
    """Reads databases of a Brightway project; nothing in its directory is copied or changed."""

    name = "brightway-project"

    def sniff(self, archive: Archive) -> float:
        """Never: only the user can say that a directory of pickles is to be opened."""
        return 0.0

    def read(self, archive: Archive, collect: Collect) -> Package:
        """Read the databases that the file names.

        Raises
        ------
        PcfError
            ``IM043`` without bw2data, ``IM044`` when there is no such directory, project, database.
        """
        member = _named(archive)
        for other in archive.members:
            collect.ledger.enter("file")
            if other is not member:
                hold_file(other.name, "not-inventory", other.suffix, collect)
        if member is None:
            raise _fault(archive.name, "-")
        collect.ledger.take("file", "inventory")
        stated = _stated(archive, member)
        directory = Path(stated["directory"])
        if not directory.is_absolute() or not directory.is_dir():
            raise _fault(member.name, stated["directory"])
        request = {"do": "read", "project": stated["project"], "databases": stated["databases"]}
        found = run_brightway(request, directory, member.name)
        nodes = [
            _node(name, key, content)
            for name, listed in found["databases"].items()
            for key, content in listed
        ]
        digest = sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
        return join(nodes, self.name, stated["project"], digest, collect)


def _named(archive: Archive) -> Member | None:
    tomls = [member for member in archive.members if member.suffix == ".toml"]
    return tomls[0] if len(tomls) == 1 and tomls[0].size < 2**16 else None


def _stated(archive: Archive, member: Member) -> dict[str, Any]:
    try:
        found = tomllib.loads(archive.read(member).decode("utf-8-sig"))
    except (MemberError, ValueError) as error:
        raise _fault(member.name, str(error)) from error
    databases = found.get("databases", [])
    texts = (found.get("directory"), found.get("project"))
    listed = isinstance(databases, list) and all(isinstance(name, str) for name in databases)
    if not all(isinstance(text, str) and text for text in texts) or not listed:
        raise _fault(member.name, "directory, project, databases")
    return {"directory": texts[0], "project": texts[1], "databases": databases}


def _node(database: str, key: Any, content: Any) -> Node:
    return node_of(key, content, Place(database, str(key[1])))


def _fault(name: str, observed: str) -> PcfError:
    return PcfError([finding("IM044", Location(name), observed=observed, expected="-")])
