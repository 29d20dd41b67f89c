"""JSON from strangers: bounded, strict, decimal; and its objects with their JSON pointer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pcf.findings import Findings, Location, finding

SIZE_LIMIT = 20 * 2**20
DEPTH_LIMIT = 64
_LARGEST_EXPONENT = 300
_TOKEN = re.compile(rb'"(?:\\.|[^"\\])*"|[\[\]{}]', re.DOTALL)
_DECIMAL = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", re.ASCII).fullmatch


class JsonFault(ValueError):  # noqa: N818  # a fault of the text, not of the program
    """A text is not JSON that can be taken: what was met, and what was wanted."""

    def __init__(self, observed: str, expected: str) -> None:
        super().__init__(observed)
        self.observed = observed
        self.expected = expected


def parse_json(data: bytes) -> Any:
    """Read JSON strictly; numbers become `Decimal`, so that no digit is lost.

    Raises
    ------
    JsonFault
        Too large, nested too deeply, a key twice in one object, no finite number, no UTF-8, no
        JSON.
    """
    if len(data) > SIZE_LIMIT:
        raise JsonFault(f"{len(data) / 2**20:.0f} MB", f"<= {SIZE_LIMIT >> 20} MB")
    _check_depth(data)
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_unique,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError as error:
        raise JsonFault(f"byte {error.start}", "UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise JsonFault(str(error), "JSON") from error


def _check_depth(data: bytes) -> None:
    depth = 0
    for match in _TOKEN.finditer(data):
        first = match.group()[:1]
        depth += 1 if first in b"[{" else -1 if first in b"]}" else 0
        if depth > DEPTH_LIMIT:
            raise JsonFault(f"{depth}", f"<= {DEPTH_LIMIT} levels")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise JsonFault(f"'{key[:60]}' x 2", "each key once")
        made[key] = value
    return made


def _number(text: str) -> Decimal:
    value = Decimal(text)
    if abs(value.adjusted()) > _LARGEST_EXPONENT:
        raise JsonFault(text[:40], "a number of the size of a footprint")
    return value


def _no_number(text: str) -> Decimal:
    raise JsonFault(text, "a finite number")


def decimal_of(value: object) -> Decimal | None:
    """Give a JSON number or a decimal string; None for anything else."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and _DECIMAL(value.strip()):
        try:
            made = Decimal(value.strip())
        except InvalidOperation:  # pragma: no cover - the pattern lets nothing else through
            return None
        return made if abs(made.adjusted()) <= _LARGEST_EXPONENT else None
    return None


class Node:
    """A JSON object with its pointer; what is missing or wrong is told where it is read.

    Parameters
    ----------
    data
        The object.
    pointer
        JSON pointer (RFC 6901) of the object in its file.
    file
        Path of the file inside the project.
    findings
        Takes the faults.
    reads
        Takes the pointer of every value that is read.
    """

    __slots__ = ("data", "file", "findings", "pointer", "reads")

    def __init__(
        self,
        data: Mapping[str, Any],
        pointer: str,
        file: str,
        findings: Findings,
        reads: set[str] | None = None,
    ) -> None:
        self.data = data
        self.pointer = pointer
        self.file = file
        self.findings = findings
        self.reads: set[str] = set() if reads is None else reads

    def _value(self, name: str) -> Any:
        """Take a value that is read."""
        if name in self.data:
            self.reads.add(f"{self.pointer}/{name}")
        return self.data.get(name)

    def at(self, name: str = "") -> Location:
        """Give the place of a value: the file with its JSON pointer."""
        step = name.replace("~", "~0").replace("/", "~1")
        return Location(self.file, None, f"{self.pointer}/{step}" if name else self.pointer or "/")

    def missing(self, name: str) -> None:
        """Tell that a mandatory value is not there (``RX002``)."""
        self.findings.add(finding("RX002", self.at(name), observed=name))

    def wrong(self, name: str, expected: str) -> None:
        """Tell that a value is not what the format allows (``RX003``)."""
        shown = str(self.data.get(name))[:60]
        self.findings.add(finding("RX003", self.at(name), observed=shown, expected=expected))

    def child(self, name: str, *, required: bool = False) -> Node | None:
        """Give the object `name`; of a list of objects, the one that it holds."""
        value = self.data.get(name)
        pointer = f"{self.pointer}/{name}"
        if isinstance(value, list) and len(value) == 1:
            value, pointer = value[0], f"{pointer}/0"
        if isinstance(value, dict):
            return Node(value, pointer, self.file, self.findings, self.reads)
        if value is not None and value != []:
            self.wrong(name, "{...}")
        elif required:
            self.missing(name)
        return None

    def text(self, name: str, *, required: bool = False) -> str:
        """Give a text; empty when it is not there."""
        value = self._value(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if value is not None and not isinstance(value, str):
            self.wrong(name, '"..."')
        elif required:
            self.missing(name)
        return ""

    def texts(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        """Give a list of texts, or one text as a list of one."""
        value = self._value(name)
        items = [value] if isinstance(value, str) else value
        if isinstance(items, list) and items and all(isinstance(item, str) for item in items):
            return tuple(items)
        if items not in (None, []):
            self.wrong(name, '["..."]')
        elif required:
            self.missing(name)
        return ()

    def flag(self, name: str) -> bool:
        """Whether a truth value is there and true."""
        value = self._value(name)
        if value is not None and not isinstance(value, bool):
            self.wrong(name, "true | false")
        return value is True

    def number(self, name: str, *, required: bool = False, sign: int = 0) -> Decimal | None:
        """Give a number; `sign` 1 refuses negative, −1 refuses positive values (``RX004``)."""
        value = self._value(name)
        if value is None or value == "":
            if required:
                self.missing(name)
            return None
        made = decimal_of(value)
        if made is None:
            self.wrong(name, "1.5")
        elif sign * made < 0:
            wanted = ">= 0" if sign > 0 else "<= 0"
            self.findings.add(finding("RX004", self.at(name), observed=str(value), expected=wanted))
        return made


def leaves(value: Any, pointer: str = "") -> list[str]:
    """Give the pointer of every value of a document; a list of plain values is one."""
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(item, f"{pointer}/{key}")]
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        listed = enumerate(value)
        return [leaf for number, item in listed for leaf in leaves(item, f"{pointer}/{number}")]
    return [pointer]
