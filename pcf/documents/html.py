"""A document as one self-contained HTML file: no script, no request, printable on A4."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pcf.documents.document import Content, Document, Inline, Link, Number, plain_text
from pcf.documents.svg import FONTS
from pcf.i18n import label
from pcf.plain import unturned

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from markupsafe import Markup

#: Tags of a page in each language (BCP 47).
LANG_TAGS = {"zh": "zh-CN", "en": "en"}
_TEMPLATES = "templates"
#: A word of letters that are written close together, from where it is broken anywhere.
_LONG = re.compile(r"[^\s\u2e80-\uffff]{30,}")


def html_of(document: Document) -> str:
    """Render a document; every text is escaped, figures are inline SVG."""
    from pcf.documents.limits import as_printed
    from pcf.documents.page_sections import sections_of

    document = as_printed(document)
    return template("document.html").render(
        document=document,
        lang=LANG_TAGS[document.lang],
        style=style("document.css"),
        sections=sections_of(document),
        contents=label("living_contents", document.lang),
    )


def style(*names: str) -> Markup:
    """Style sheets of the pages, one after the other."""
    from markupsafe import Markup

    return Markup("\n".join(_text(name) for name in names).replace("FONTS", FONTS))


def template(name: str) -> Template:
    """Template of a page."""
    return _environment().get_template(name)


def _text(name: str) -> str:
    return files("pcf.documents").joinpath(_TEMPLATES, name).read_text("utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_unturned,
    )
    environment.tests["number"] = _is_number
    environment.tests["weblink"] = _is_weblink
    environment.tests["long"] = _is_long
    return environment


def _unturned(part: object) -> object:
    """What is written into a page: no text of it turns what stands beside it."""
    if not isinstance(part, str):
        return part
    told = unturned(part)
    return type(part)(told) if told != part else part


def _is_number(part: Inline) -> bool:
    return isinstance(part, Number)


def _is_weblink(part: Inline) -> bool:
    """Whether it is a link that may be followed: of the web, never of a script."""
    return isinstance(part, Link) and is_web_address(part.url)


def _is_long(cell: Content) -> bool:
    """Whether a cell has a word that may be wider than its column, such as an address."""
    return bool(_LONG.search(plain_text(cell)))


def is_web_address(text: str) -> bool:
    """Whether a text is an address of the web, ``https://host/...``."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
