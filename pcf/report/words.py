"""Names and words of result objects in the language of the screen: those of documents."""

from __future__ import annotations

from pcf.documents.names import Named as Named
from pcf.documents.names import fact as fact
from pcf.documents.names import name_of as name_of
from pcf.documents.names import pick as pick
