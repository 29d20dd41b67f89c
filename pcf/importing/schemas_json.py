"""JSON files against JSON Schema, by jsonschema; references within the given set only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from pcf.importing.json_tree import parse_json
from pcf.importing.schemas import Fault, NoSchemaError
from pcf.importing.xml_tree import TreeError

_LONGEST = 300


class JsonValidator:
    """JSON Schemas of a set.

    A data set is known by the property that stands at its top (``processDataSet``), or by its
    ``@type`` (``Process`` is held against ``Process.json`` or ``Process.schema.json``).

    Parameters
    ----------
    schemas
        Schemas by path; a reference is looked up by its file name.

    Raises
    ------
    NoSchemaError
        ``no-library`` without jsonschema, ``schema-unreadable`` for a file that is no JSON.
    """

    def __init__(self, schemas: Mapping[str, bytes]) -> None:
        try:
            from jsonschema import validators
            from referencing import Registry, Resource
            from referencing.jsonschema import DRAFT7
        except ImportError as error:
            raise NoSchemaError("no-library", "jsonschema") from error
        self.missing: set[str] = set()
        files: dict[str, Any] = {}
        for path, data in schemas.items():
            try:
                files[PurePosixPath(path).name] = json.loads(data.decode("utf-8-sig"))
            except (ValueError, RecursionError) as error:
                raise NoSchemaError("schema-unreadable", path) from error

        def retrieve(uri: str) -> Any:
            name = PurePosixPath(uri).name
            if name not in files:
                self.missing.add(name)
            found = files.get(name, {})
            return Resource.from_contents(
                found if isinstance(found, dict) else {}, default_specification=DRAFT7
            )

        self._for = validators.validator_for
        self._registry: Any = Registry(retrieve=retrieve)  # type: ignore[call-arg]
        self._of = {name: schema for name, schema in files.items() if isinstance(schema, dict)}
        self._roots = {
            key: name
            for name, schema in self._of.items()
            for key in schema.get("properties", {})
            if key.endswith("DataSet")
        }
        self._made: dict[str, Any] = {}

    def faults(self, data: bytes) -> list[Fault] | None:
        """Violations of a file; None when no schema fits it or it is no JSON object."""
        try:
            content = parse_json(data)
        except TreeError:
            return None
        name, root = self._schema(content)
        if not name:
            return None
        if name not in self._made:
            schema = self._of[name]
            self._made[name] = self._for(schema)(schema, registry=self._registry)
        return [_fault(root, error) for error in self._made[name].iter_errors(content)]

    def _schema(self, content: Mapping[str, Any]) -> tuple[str, str]:
        root = next((key for key in content if key in self._roots), "")
        if root:
            return self._roots[root], root
        kind = str(content.get("@type", ""))
        named = (f"{kind}.json", f"{kind}.schema.json")
        return next((name for name in named if name in self._of), ""), kind


def _fault(root: str, error: Any) -> Fault:
    steps = [str(step) for step in error.absolute_path if not isinstance(step, int)]
    message = " ".join(str(error.message).split())[:_LONGEST]
    return Fault(root, str(error.validator), "/".join(steps[-3:]), None, message)
