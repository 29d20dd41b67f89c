"""Processes of formats without versions, entered in the ledger; ids made of words."""

from __future__ import annotations

import re
from hashlib import sha256

from pcf.findings import finding
from pcf.importing.conservation import Collect, Held
from pcf.importing.package import Place, Process

#: No dot: ids of rows are ``process.exchange``.
_USABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", re.ASCII)
_WORDS = re.compile(r"[^a-z0-9]+")


def word_id(*parts: str) -> str:
    """Make an id of words: lower case, readable, the same for the same words.

    Words that differ in anything but blanks around them give different ids.
    """
    text = "\x1f".join(part.strip() for part in parts)
    shown = _WORDS.sub("-", " ".join(parts).lower()).strip("-")[:40].strip("-")
    mark = sha256(text.encode()).hexdigest()[:10]
    return f"{shown}-{mark}" if shown else f"x-{mark}"


def plain_id(stated: str, *words: str) -> str:
    """Give the id that a file states when it can be one of ours, else one of its words."""
    return stated if _USABLE.fullmatch(stated) else word_id(stated, *words)


def keep_process(kept: dict[str, Process], made: Process, collect: Collect) -> bool:
    """Enter a process and its exchanges; one whose id is there already is held back (``IM018``)."""
    collect.ledger.enter("process")
    collect.ledger.enter("exchange", len(made.exchanges))
    if made.id not in kept:
        kept[made.id] = made
        return True
    reason = "duplicate-id"
    collect.ledger.hold(Held("process", reason, made.place, made.id, made.names.any))
    for exchange in made.exchanges:
        node = f"{made.id}/{exchange.id}"
        place = made.place_of(exchange)
        collect.ledger.hold(Held("exchange", "process-held", place, node, reason))
    collect.findings.add(finding("IM018", made.place.location(), node=made.id, observed=made.id))
    return False


def hold_file(name: str, reason: str, detail: str, collect: Collect) -> None:
    """Hold back a file that was entered, with a finding when it should have been readable."""
    place = Place(name)
    collect.ledger.hold(Held("file", reason, place, name, detail))
    if reason in ("unreadable", "too-large"):
        found = finding("IM006", place.location(), observed=detail, reason=reason)
        collect.findings.add(found)
