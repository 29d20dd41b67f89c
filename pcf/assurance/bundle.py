"""A sealed bundle, opened: hostile until proven otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from pcf.assurance.archive import read_members
from pcf.assurance.manifest import NAME, Manifest, member_findings, read_manifest
from pcf.assurance.scores import ScoreTables
from pcf.assurance.strict_json import is_canonical, read_json
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding

SUFFIX = ".pcfz"
_INPUTS = "inputs/"
#: JSON that has one form; that of exports is theirs and compared byte by byte.
_JSON = (NAME, "findings.json", "environment.json", "signature.json", "results/", "background/")


class Bundle:
    """Members of a bundle. Open it with `open`; nothing in it is executed, ever.

    Attributes
    ----------
    file
        Name of the file.
    manifest
        What the bundle says of itself.
    members
        Content of every member by path.
    faults
        What was changed since it was sealed: bytes outside the members (``SE013``), changed,
        missing and added members (``SE010`` to ``SE012``), JSON that no bundle has (``SE068``).
        Empty for a whole bundle.
    """

    def __init__(
        self, file: str, members: Mapping[str, bytes], around: tuple[Finding, ...] = ()
    ) -> None:
        self.file = file
        self.members = MappingProxyType(dict(members))
        self.manifest: Manifest = read_manifest(self.members.get(NAME), file)
        self.faults = (
            *around,
            *member_findings(self.manifest, self.members, file),
            *_written_otherwise(self.manifest, self.members, file),
        )

    @classmethod
    def open(cls, path: str | Path) -> Bundle:
        """Read a bundle whole, in bounds.

        Raises
        ------
        PcfError
            ``SE001`` to ``SE008`` when it is no bundle, or none that may be opened.
        """
        path = Path(path)
        members, around = read_members(path)
        return cls(path.name, members, around)

    def read(self, path: str) -> bytes:
        """Give a member; raises `PcfError` (``SE011``) when it is not there."""
        if path not in self.members:
            where = Location(f"{self.file}!{path}")
            raise PcfError([finding("SE011", where, observed=path, size=0)])
        return self.members[path]

    def read_json(self, path: str) -> Any:
        """Give a member as plain data; raises `PcfError` (``SE014``) when it is no JSON."""
        content = self.read(path)
        try:
            return read_json(content)
        except ValueError as error:
            where = Location(f"{self.file}!{path}")
            raise PcfError([finding("SE014", where, observed=path)]) from error

    @property
    def results(self) -> dict[str, Any]:
        """Result of each case (``base``, ``scenario:X``, ``target:Y``) as ``pcf calc`` has it."""
        return {case: self.read_json(result_path(case)) for case in self.manifest.computed}

    @property
    def scores(self) -> ScoreTables:
        """The backgrounds: identities and scores."""
        return ScoreTables(self.members, self.file)

    @property
    def inputs(self) -> dict[str, bytes]:
        """Files of the project folder by path inside it."""
        return {
            name.removeprefix(_INPUTS): content
            for name, content in self.members.items()
            if name.startswith(_INPUTS)
        }

    def extract_inputs(self, folder: Path) -> Path:
        """Write the project folder of the bundle into an empty folder, and give that folder.

        Names were proven to stay inside when the bundle was opened.
        """
        for name, content in self.inputs.items():
            target = folder.joinpath(*PurePosixPath(name).parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return folder


def _written_otherwise(
    manifest: Manifest, members: Mapping[str, bytes], file: str
) -> tuple[Finding, ...]:
    """Find JSON that pcf does not write: keys twice or unknown, other numbers, other order."""
    wrong = [path for path, content in members.items() if path.endswith(".json")
             and path.startswith(_JSON) and not is_canonical(content)]  # fmt: skip
    if NAME not in wrong and manifest.to_bytes() != members[NAME]:
        wrong.append(NAME)
    return tuple(finding("SE068", Location(f"{file}!{path}"), observed=path) for path in wrong)


def result_path(case: str) -> str:
    """Member that holds the result of a case."""
    return f"results/{case.replace(':', '-', 1)}.json"
