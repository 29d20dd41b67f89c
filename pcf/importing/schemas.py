"""What a package breaks of the schemas of its format: counted by kind, a report and never a gate.

Schemas are those that the user gives (``--schema DIR``), else those that the package carries. An
XML file is held against the XSD that declares its root element (library lxml), a JSON file against
the JSON Schema of its data set (library jsonschema). Nothing is fetched: what a schema includes is
taken from its own folder, or the report says that it is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from pcf.importing.archive import Archive, Member, MemberError
from pcf.progress import counted

#: Bytes of all schemas together, files of them, and violations that are listed.
_SCHEMA_BYTES, _SCHEMA_FILES, _LISTED = 64 * 2**20, 500, 200
#: Violations of one file that are counted.
_OF_ONE_FILE = 1000
_SUFFIXES = (".xml", ".json", ".spold", ".jsonld")


@dataclass(frozen=True, slots=True)
class Violation:
    """One kind of violation: of what, which rule, where; how often, and the first place."""

    dataset: str
    rule: str
    where: str
    count: int
    file: str
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class SchemaReport:
    """What became of the validation.

    reason
        Why nothing was validated (``no-schemas``, ``no-library``, ``no-schema-fits``,
        ``schema-unreadable``); empty when it was.
    detail
        Library, folder or file that the reason is about; of a validation, schemas that are missing.
    files, valid, skipped
        Files that were validated, those of them without a violation, and those that no schema fits
        or that cannot be parsed.
    """

    reason: str = "no-schemas"
    detail: str = ""
    files: int = 0
    valid: int = 0
    skipped: int = 0
    violations: tuple[Violation, ...] = ()

    @property
    def total(self) -> int:
        """Violations of all kinds."""
        return sum(item.count for item in self.violations)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "validated": not self.reason,
            "reason": self.reason,
            "detail": self.detail,
            "files": self.files,
            "valid": self.valid,
            "skipped": self.skipped,
            "violations": [
                {"dataset": v.dataset, "rule": v.rule, "where": v.where, "count": v.count,
                 "file": v.file, "line": v.line, "message": v.message}
                for v in self.violations
            ],
        }  # fmt: skip

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None) -> SchemaReport:
        """Give the report that `to_dict` wrote; an empty one when there is none."""
        if not data:
            return cls()
        listed = tuple(Violation(**item) for item in data["violations"])
        own = {key: data[key] for key in ("reason", "detail", "files", "valid", "skipped")}
        return cls(**own, violations=listed)


#: Nothing was given to validate with.
NOT_VALIDATED = SchemaReport()


@dataclass(frozen=True, slots=True)
class Fault:
    """One violation in one file."""

    dataset: str
    rule: str
    where: str
    line: int | None
    message: str


class Validator(Protocol):
    """Schemas of one kind, ready for use."""

    #: Schemas that are named and not there.
    missing: set[str]

    def faults(self, data: bytes) -> list[Fault] | None:
        """Violations of a file; None when no schema fits it or it cannot be parsed."""


class NoSchemaError(Exception):
    """There is nothing to validate with; `reason` as in `SchemaReport`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(reason)


def check_schemas(archive: Archive, given: Path | None) -> SchemaReport:
    """Validate the files of a package.

    Parameters
    ----------
    archive
        The package.
    given
        Folder of schemas; None: those in the package, if there are any.
    """
    try:
        schemas = _given(given) if given is not None else _carried(archive)
        own = () if given is not None else tuple(schemas)
        files = [m for m in archive.members if m.suffix in _SUFFIXES and m.name not in own]
        return _checked(archive, files, _validators(files, schemas))
    except NoSchemaError as error:
        return SchemaReport(error.reason, error.detail)


def _checked(
    archive: Archive, files: Sequence[Member], validators: Mapping[str, Validator]
) -> SchemaReport:
    count = _Count()
    for member in counted(files, "stage_validating", sum(m.size for m in files), lambda m: m.size):
        validator = validators.get("json" if "json" in member.suffix else "xml")
        count.add(member, None if validator is None else _faults(archive, member, validator))
    missing = sorted({name for v in validators.values() for name in v.missing})
    return count.report(", ".join(missing))


@dataclass(slots=True)
class _Count:
    files: int = 0
    valid: int = 0
    skipped: int = 0
    met: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    first: dict[tuple[str, str, str], tuple[str, Fault]] = field(default_factory=dict)

    def add(self, member: Member, faults: list[Fault] | None) -> None:
        if faults is None:
            self.skipped += 1
            return
        self.files += 1
        self.valid += not faults
        for fault in faults:
            key = (fault.dataset, fault.rule, fault.where)
            self.met[key] += 1
            self.first.setdefault(key, (member.name, fault))

    def report(self, missing: str) -> SchemaReport:
        if not self.files:
            return SchemaReport("no-schema-fits", missing, 0, 0, self.skipped)
        ordered = sorted(self.met.items(), key=lambda part: (-part[1], part[0]))
        listed = []
        for key, n in ordered[:_LISTED]:
            file, fault = self.first[key]
            listed.append(Violation(*key, n, file, fault.line, fault.message))
        return SchemaReport("", missing, self.files, self.valid, self.skipped, tuple(listed))


def _faults(archive: Archive, member: Member, validator: Validator) -> list[Fault] | None:
    try:
        found = validator.faults(archive.read(member))
    except MemberError:
        return None
    return None if found is None else found[:_OF_ONE_FILE]


def _given(folder: Path) -> dict[str, bytes]:
    """Schemas of a folder of the user, by path in it."""
    if not folder.is_dir():
        raise NoSchemaError("no-schemas", folder.name)
    paths = [p for p in sorted(folder.rglob("*")) if p.suffix.lower() in (".xsd", ".json")]
    sizes = sum(path.stat().st_size for path in paths)
    if not paths or sizes > _SCHEMA_BYTES or len(paths) > _SCHEMA_FILES:
        raise NoSchemaError("schema-unreadable" if paths else "no-schemas", folder.name)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _carried(archive: Archive) -> dict[str, bytes]:
    """Schemas in the package itself: XSD anywhere, JSON Schema in a folder of that name."""
    members = [
        m
        for m in archive.members
        if m.suffix == ".xsd" or (m.suffix == ".json" and "schemas" in PurePosixPath(m.name).parts)
    ]
    if not members:
        raise NoSchemaError("no-schemas")
    if sum(m.size for m in members) > _SCHEMA_BYTES or len(members) > _SCHEMA_FILES:
        raise NoSchemaError("schema-unreadable", members[0].name)
    try:
        return {member.name: archive.read(member) for member in members}
    except MemberError as error:
        raise NoSchemaError("schema-unreadable", str(error)) from error


def _validators(files: Sequence[Member], schemas: Mapping[str, bytes]) -> dict[str, Validator]:
    """Make the validators that files need."""
    from pcf.importing.schemas_json import JsonValidator
    from pcf.importing.schemas_xml import XmlValidator

    needed = {"json" if "json" in member.suffix else "xml" for member in files}
    made: dict[str, Validator] = {}
    for kind, suffix, make in (("xml", ".xsd", XmlValidator), ("json", ".json", JsonValidator)):
        own = {name: data for name, data in schemas.items() if name.lower().endswith(suffix)}
        if kind in needed and own:
            made[kind] = make(own)
    if not made:
        raise NoSchemaError("no-schema-fits", next(iter(schemas), ""))
    return made
