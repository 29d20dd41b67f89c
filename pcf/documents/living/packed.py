"""Data and programs inside a page: JSON that cannot end its element, long texts deflated.

A long text is deflated by zlib at level 9 and written in base64; the page inflates it when it
opens. The same build of zlib gives the same bytes; another build may pack the same text otherwise,
and what comes out of it is the same.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markupsafe import Markup

#: Length of text (characters) from which it is deflated.
PACKED_FROM = 60_000
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def json_text(data: Any) -> str:
    """JSON that may stand inside a ``<script>`` element: no sign of it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(_UNSAFE)


def data_element(id: str, text: str) -> Markup:
    """Element that holds a text of `json_text`; deflated where it is long."""
    return _element(id, text, packed=len(text) >= PACKED_FROM)


def program_element(id: str, text: str) -> Markup:
    """Element that holds a program, always deflated."""
    return _element(id, text, packed=True)


def _element(id: str, text: str, *, packed: bool) -> Markup:
    from markupsafe import Markup

    held = packed_text(text) if packed else text
    mark = ' data-packed="deflate"' if packed else ""
    return Markup('<script type="application/json" id="%s"%s>%s</script>') % (
        id, Markup(mark), Markup(held),
    )  # fmt: skip


def packed_text(text: str) -> str:
    """Deflate a text and write it in base64."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


def source_hash(text: str) -> str:
    """Source expression of a Content-Security-Policy that allows this script and no other."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def plain(value: Any) -> Any:
    """Records as lists of their fields in order; tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return [plain(getattr(value, item.name)) for item in fields(value)]
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def field_names(record: type[Any]) -> list[str]:
    """Names of the fields of a record, in order."""
    return [item.name for item in fields(record)]
