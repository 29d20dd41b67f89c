"""A document as one self-contained HTML file: no script, no request, printable on A4."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pcf.documents.document import Document, Inline, Link, Number
from pcf.documents.svg import FONTS

if TYPE_CHECKING:
    from jinja2 import Environment, Template

#: Tags of a page in each language (BCP 47).
_LANG = {"zh": "zh-CN", "en": "en"}


def html_of(document: Document) -> str:
    """Render a document; every text is escaped, figures are inline SVG."""
    from markupsafe import Markup

    style = files("pcf.documents").joinpath("templates/document.css").read_text("utf-8")
    return _template().render(
        document=document,
        lang=_LANG[document.lang],
        style=Markup(style.replace("FONTS", FONTS)),
        svg=Markup,
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import DictLoader, Environment, StrictUndefined

    text = files("pcf.documents").joinpath("templates/document.html").read_text("utf-8")
    environment: Environment = Environment(
        loader=DictLoader({"document.html": text}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.tests["number"] = _is_number
    environment.tests["weblink"] = _is_weblink
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment.get_template("document.html")


def _is_number(part: Inline) -> bool:
    return isinstance(part, Number)


def _is_weblink(part: Inline) -> bool:
    """Whether it is a link that may be followed: of the web, never of a script."""
    return isinstance(part, Link) and is_web_address(part.url)


def is_web_address(text: str) -> bool:
    """Whether a text is an address of the web, ``https://host/...``."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
