"""Trees of an ILCD data set as XML, and what a record states beside it in ``common:other``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pcf.importing.ilcd.walk import at, word
from pcf.importing.json_tree import parse_json
from pcf.importing.xml_tree import Tree

#: Namespace and element of what only pcf reads back.
KEPT_SPACE = "urn:pcf:kept"
KEPT = f"{{{KEPT_SPACE}}}kept"
_COMMON = "http://lca.jrc.it/ILCD/Common"
_SPACES = {
    "processDataSet": "Process", "flowDataSet": "Flow", "flowPropertyDataSet": "FlowProperty",
    "unitGroupDataSet": "UnitGroup", "sourceDataSet": "Source", "contactDataSet": "Contact",
}  # fmt: skip
#: Characters that XML cannot carry.
_BANNED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def document_xml(root: str, body: Tree, kept: Mapping[str, Any] | None) -> bytes:
    """Give a data set as XML; `kept` is written as JSON into ``common:other``."""
    space = f"http://lca.jrc.it/ILCD/{_SPACES[root]}"
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<{root} xmlns="{space}" xmlns:common="{_COMMON}" version="1.1">\n',
        *_elements(body),
    ]
    if kept is not None:
        text = escape(json.dumps(kept, ensure_ascii=True, sort_keys=True))
        parts.append(f'<common:other><kept xmlns="{KEPT_SPACE}">{text}</kept></common:other>\n')
    parts.append(f"</{root}>\n")
    return "".join(parts).encode()


def _elements(tree: Tree) -> Iterator[str]:
    for name, value in tree.items():
        if name.startswith(("@", "#")):
            continue
        for part in value if isinstance(value, list) else (value,):
            yield from _element(name, part)


def _element(name: str, value: Tree | str) -> Iterator[str]:
    if isinstance(value, str):
        yield f"<{name}>{_text(value)}</{name}>\n"
        return
    attributes = "".join(
        f" {key[1:]}={quoteattr(_BANNED.sub('', text))}"
        for key, text in value.items()
        if key.startswith("@")
    )
    inside = "".join(_elements(value))
    text = _text(value.get("#text", ""))
    if inside:
        yield f"<{name}{attributes}>\n{inside}</{name}>\n"
    else:
        yield f"<{name}{attributes}>{text}</{name}>\n" if text else f"<{name}{attributes}/>\n"


def _text(text: str) -> str:
    return escape(_BANNED.sub("", text))


def kept_of(body: Any) -> Tree | None:
    """Give what an export of pcf kept beside a data set; None when it was not written by one.

    Raises
    ------
    TreeError
        When it is no JSON object, or too deep.
    """
    text = word(at(body, "common:other", KEPT))
    return parse_json(text.encode()) if text else None
