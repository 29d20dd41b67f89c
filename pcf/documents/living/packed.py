"""Data and programs inside a page: JSON that cannot end its element, long texts deflated.

A long text is deflated by zlib at level 9 and written in base64; the page inflates it when it
opens. The same build of zlib gives the same bytes; another build may pack the same text otherwise,
and what comes out of it is the same. So a page tells the hash of what it holds before anything is
packed (`content_hash`): two pages with that hash hold the same, whatever packed them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pcf.plain import unturned

if TYPE_CHECKING:
    from markupsafe import Markup

#: Length of text (characters) from which it is deflated.
PACKED_FROM = 60_000
#: Length of text from which it is kept packed: the library of the charts is in every page.
_LARGE = 3_000_000
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def json_text(data: Any) -> str:
    """JSON that may stand inside a ``<script>`` element: no sign of it can end the element.

    Nor does any text of it turn what a page shows beside it.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return unturned(text).translate(_UNSAFE)


@dataclass(frozen=True, slots=True)
class Held:
    """A text that a page holds, by the id of its element.

    Data are texts of `json_text`, deflated where they are long; a `program` or a part of the page
    is always deflated.
    """

    id: str
    text: str
    program: bool = False

    def element(self) -> Markup:
        """Element of the page."""
        return _element(self.id, self.text, self.program or len(self.text) >= PACKED_FROM)


def _element(id: str, text: str, packed: bool) -> Markup:
    from markupsafe import Markup

    pack = packed_text if len(text) < _LARGE else _packed_once
    held = pack(text) if packed else text
    mark = ' data-packed="deflate"' if packed else ""
    return Markup('<script type="application/json" id="%s"%s>%s</script>') % (
        id, Markup(mark), Markup(held),
    )  # fmt: skip


def content_hash(held: Iterable[Held], *texts: str) -> str:
    """Hash of everything a page holds, before it is packed: ``sha256:...``."""
    digest = hashlib.sha256()
    for text in (*texts, *(part for item in held for part in (item.id, item.text))):
        digest.update(hashlib.sha256(text.encode()).digest())
    return f"sha256:{digest.hexdigest()}"


def packed_text(text: str) -> str:
    """Deflate a text and write it in base64."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


@lru_cache(maxsize=1)
def _packed_once(text: str) -> str:
    return packed_text(text)


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
