"""XML of strangers as plain nested data: no document type, no entities, bounded depth and size.

The shape is the usual one of XML turned into JSON: ``@name`` for attributes, ``#text`` for text
beside them, an element that occurs several times as a list, an empty element as empty text. Known
namespaces lose their prefix or get their usual one, whatever the file calls them. Elements named
by `numbered` keep their line as ``#line``.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

Tree = dict[str, Any]

MAX_DEPTH = 100
#: Elements and attributes of a document, and bytes of one tag, comment or instruction.
MAX_ELEMENTS = 5_000_000
MAX_TAG = 2**20
#: Different names of elements and attributes.
MAX_NAMES = 20_000
_CHUNK = 2**18
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_XML = "http://www.w3.org/XML/1998/namespace"


class TreeError(Exception):
    """A document cannot be read; `line` is where."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.reason = reason
        self.line = line
        super().__init__(reason)


def parse_xml(data: bytes, prefixes: Mapping[str, str], numbered: frozenset[str]) -> Tree:
    """Read a document into nested data; the only key of the result is the root element.

    Parameters
    ----------
    data
        The document.
    prefixes
        What stands in front of the names of each namespace (``""`` for none).
    numbered
        Elements that keep their line.

    Raises
    ------
    TreeError
        Not well-formed, a document type or entity, too deep or too large, unknown encoding.
    """
    return _Builder(prefixes, numbered).parse(data)


class _Builder:
    def __init__(self, prefixes: Mapping[str, str], numbered: frozenset[str]) -> None:
        self._prefixes = prefixes
        self._numbered = numbered
        self._names: dict[str, str] = {}
        self._open: list[Tree] = [{}]
        self._texts: list[list[str]] = [[]]
        self._count = 0

    def parse(self, data: bytes) -> Tree:
        data, encoding = _known_encoding(data)
        parser = expat.ParserCreate(encoding=encoding, namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        self._parser = parser
        try:
            self._feed(data)
        except expat.ExpatError as error:
            raise TreeError(expat.errors.messages.get(error.code, "XML"), error.lineno) from error
        return self._open[0]

    def _feed(self, data: bytes) -> None:
        """Give the document to the parser by pieces, so that no tag grows beyond its bound."""
        parser = self._parser
        for begin in range(0, len(data), _CHUNK):
            parser.Parse(data[begin : begin + _CHUNK], False)
            if begin + _CHUNK - parser.CurrentByteIndex > MAX_TAG:
                raise TreeError(f"tag > {MAX_TAG >> 10} kB", parser.CurrentLineNumber)
        parser.Parse(b"", True)

    def _refuse(self, *_: object) -> int:
        raise TreeError("DOCTYPE", self._parser.CurrentLineNumber)

    def _name(self, name: str) -> str:
        known = self._names.get(name)
        if known is None:
            if len(self._names) >= MAX_NAMES:
                raise TreeError("too many names", self._parser.CurrentLineNumber)
            space, _, local = name.rpartition(" ")
            if not space:
                known = local
            elif space == _XML:
                known = f"xml:{local}"
            else:
                prefix = self._prefixes.get(space)
                known = f"{{{space}}}{local}" if prefix is None else f"{prefix}{local}"
            self._names[name] = known
        return known

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1 + len(attributes)
        if len(self._open) > MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise TreeError("too deep or too many", self._parser.CurrentLineNumber)
        node: Tree = {f"@{self._name(key)}": value for key, value in attributes.items()}
        if name.rpartition(" ")[2] in self._numbered:
            node["#line"] = self._parser.CurrentLineNumber
        self._open.append(node)
        self._texts.append([])

    def _text(self, text: str) -> None:
        self._texts[-1].append(text)

    def _end(self, name: str) -> None:
        node = self._open.pop()
        text = "".join(self._texts.pop()).strip()
        if node and text:
            node["#text"] = text
        value: Tree | str = node or text
        parent, key = self._open[-1], self._name(name)
        earlier = parent.get(key)
        if key not in parent:
            parent[key] = value
        elif isinstance(earlier, list):
            earlier.append(value)
        else:
            parent[key] = [earlier, value]


def _known_encoding(data: bytes) -> tuple[bytes, str | None]:
    """Turn encodings that the parser does not know (GB18030 …) into UTF-8."""
    match = _DECLARED.match(data[:200])
    if match is None:
        return data, None
    name = match.group(1).decode("ascii")
    if name.lower() in ("utf-8", "utf-16", "iso-8859-1", "us-ascii", "ascii"):
        return data, None
    try:
        return codecs.decode(data, name).encode("utf-8"), "utf-8"
    except (LookupError, UnicodeDecodeError, ValueError) as error:
        raise TreeError(f"encoding {name}", 1) from error
