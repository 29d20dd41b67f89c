"""Inputs of an imported background on the screen and as JSON: named, with amount and place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pcf.i18n import Language, label, phrase
from pcf.report.numbers import number
from pcf.report.page import Page
from pcf.report.words import in_words, name_of

if TYPE_CHECKING:
    from pcf.background import Background
    from pcf.background.records import FlowRecord, ProcessRecord
    from pcf.importing.choices import StoredLink

#: Suppliers or candidates of a row on the screen.
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class NamedLink:
    """An input with the records it is about.

    amount
        Per reference amount of the process, in the unit of the flow; None when the row is no
        longer there.
    suppliers
        Its suppliers, else its candidates, that are in the background.
    """

    link: StoredLink
    process: ProcessRecord
    flow: FlowRecord
    amount: float | None
    suppliers: tuple[ProcessRecord, ...]


def named_links(background: Background, links: Sequence[StoredLink]) -> tuple[NamedLink, ...]:
    """Put names and amounts to inputs; a row that is divided among suppliers adds up."""
    known = {process.id: process for process in background.processes()}
    flows = {flow.id: flow for flow in background.flows()}
    amounts: dict[str, dict[str, float]] = {}
    made = []
    for link in links:
        if link.process not in known or link.flow not in flows:
            continue
        if link.process not in amounts:
            rows = background.exchanges(link.process)
            amounts[link.process] = {r.id: r.amount for r in rows if r.direction == "input"}
        own = amounts[link.process]
        parts = [own[id] for id in (f"{link.row}.{n}" for n in range(1, len(own) + 1)) if id in own]
        amount = own.get(link.row, sum(parts) if parts else None)
        named = (known[part.partition("=")[0]] for part in link.providers or link.candidates
                 if part.partition("=")[0] in known)  # fmt: skip
        made.append(NamedLink(link, known[link.process], flows[link.flow], amount, tuple(named)))
    return tuple(made)


def providers_json(
    id: str, links: Sequence[StoredLink], shown: Sequence[NamedLink]
) -> dict[str, Any]:
    """Plain data of the inputs of an imported background."""
    return {
        "background": id,
        "inputs": len(links),
        "open": sum(1 for link in links if not link.providers),
        "rows": [_row(one) for one in shown],
    }


def _row(one: NamedLink) -> dict[str, Any]:
    link = one.link
    return {
        "row": link.row,
        "process": link.process,
        "process_name": _names(one.process),
        "location": one.process.location,
        "flow": link.flow,
        "flow_name": _names(one.flow),
        "amount": one.amount,
        "unit": one.flow.unit,
        "reason": link.reason,
        "place": link.place,
        "providers": list(link.providers),
        "candidates": list(link.candidates),
        "suppliers": [
            {"id": s.id, "name": _names(s), "location": s.location} for s in one.suppliers
        ],
    }


def _names(record: ProcessRecord | FlowRecord) -> dict[str, str]:
    return {"zh": record.name_zh, "en": record.name_en}


def providers_page(
    id: str, links: Sequence[StoredLink], shown: Sequence[NamedLink], left: int, lang: Language
) -> Page:
    """Lay out inputs: what is needed by whom, what became of it, and who could supply it.

    `left` more are not shown.
    """
    page = Page()
    page.line(
        phrase("providers_count", lang, id=id, inputs=len(links),
               open=sum(1 for link in links if not link.providers))
    )  # fmt: skip
    for one in shown:
        _lines(page, one, lang)
    if left:
        page.line(phrase("import_more", lang, count=left))
    return page


def _lines(page: Page, one: NamedLink, lang: Language) -> None:
    needed = f"{number(one.amount)} {in_words(one.flow.unit, lang)} {name_of(one.flow, lang)}"
    page.line(f"{needed} -> {name_of(one.process, lang)} ({one.process.location})", "bold")
    key = f"link_{one.link.reason}"
    reason = label(key, lang)
    place = f" ({one.link.place})" if one.link.place else ""
    page.line(f"{one.link.row}  {reason}{place}", indent=2)
    for supplier in one.suppliers[:_SHOWN]:
        page.line(f"{supplier.id}  {name_of(supplier, lang)} ({supplier.location})", indent=4)
    if len(one.suppliers) > _SHOWN:
        more = phrase("import_more", lang, count=len(one.suppliers) - _SHOWN)
        page.line(more, indent=4)
