"""XML files against XSD, by lxml: no network, no entities, includes from the given set only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from pcf.importing.schemas import Fault, NoSchemaError

_XSD = "{http://www.w3.org/2001/XMLSchema}"
_ELEMENT = re.compile(r"^Element '(?:\{[^}]*\})?([^']+)'(?:, attribute '(?:\{[^}]*\})?([^']+)')?")
_SPACE = re.compile(r"\{[^}]*\}")
_LONGEST = 300


class XmlValidator:
    """XSD of a set, compiled when a file first needs one.

    Parameters
    ----------
    schemas
        XSD by path; an include or import is looked up by its file name.

    Raises
    ------
    NoSchemaError
        ``no-library`` without lxml, ``schema-unreadable`` for an XSD that is no XML.
    """

    def __init__(self, schemas: Mapping[str, bytes]) -> None:
        try:
            from lxml import etree
        except ImportError as error:
            raise NoSchemaError("no-library", "lxml") from error
        self._etree: Any = etree
        self._files = {PurePosixPath(name).name: data for name, data in schemas.items()}
        self._roots: dict[str, str] = {}
        self._made: dict[str, Any] = {}
        self.missing: set[str] = set()
        for name, data in sorted(self._files.items()):
            try:
                tree = etree.fromstring(data, self._parser())
            except etree.XMLSyntaxError as error:
                raise NoSchemaError("schema-unreadable", name) from error
            space = tree.get("targetNamespace", "")
            for element in tree.iterchildren(f"{_XSD}element"):
                self._roots[f"{{{space}}}{element.get('name')}"] = name

    def faults(self, data: bytes) -> list[Fault] | None:
        """Violations of a file; None when no schema fits it or it is no XML."""
        etree = self._etree
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            return None
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            tree = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            return None
        schema = self._schema(tree.tag)
        if schema is None:
            return None
        if schema.validate(tree):
            return []
        root = etree.QName(tree).localname
        return [_fault(root, entry) for entry in schema.error_log]

    def _schema(self, tag: str) -> Any:
        name = self._roots.get(tag)
        if name is None:
            return None
        if name not in self._made:
            etree = self._etree
            try:
                tree = etree.fromstring(self._files[name], self._parser(), base_url=name)
                self._made[name] = etree.XMLSchema(tree)
            except (etree.XMLSchemaParseError, etree.XMLSyntaxError) as error:
                listed = ", ".join(sorted(self.missing)) or f"{name}: {error}"[:_LONGEST]
                raise NoSchemaError("schema-unreadable", listed) from error
        return self._made[name]

    def _parser(self) -> Any:
        """A parser that knows the files of the set and nothing else."""
        etree, files, missing = self._etree, self._files, self.missing

        class Inside(etree.Resolver):  # type: ignore[misc,name-defined]
            def resolve(self, url: str, public: str, context: Any) -> Any:
                name = PurePosixPath(url.replace("\\", "/")).name
                if name not in files:
                    missing.add(name)
                    return self.resolve_empty(context)
                return self.resolve_string(files[name], context, base_url=name)

        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        parser.resolvers.add(Inside())
        return parser


def _fault(root: str, entry: Any) -> Fault:
    rule = str(entry.type_name).removeprefix("SCHEMAV_").lower().replace("_", "-")
    found = _ELEMENT.match(entry.message)
    where = "" if found is None else "@".join(part for part in found.groups() if part)
    message = _SPACE.sub("", " ".join(entry.message.split()))[:_LONGEST]
    return Fault(root, rule, where, entry.line, message)
