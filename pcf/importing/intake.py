"""Taking in files and records that have versions: every one is entered, kept or held back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from pcf.findings import finding
from pcf.importing.archive import Archive, Member, MemberError
from pcf.importing.conservation import Collect, Held
from pcf.importing.package import Place, Process
from pcf.importing.xml_tree import TreeError
from pcf.progress import counted

#: What reading one file gives: reason and detail when it is held back, else empty texts.
Outcome = tuple[str, str]
TAKEN: Outcome = ("", "")
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}", re.ASCII)
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+", re.ASCII)


def row_id(text: str) -> str:
    """Give an id that can stand before the dot of a row id: letters, digits, ``_`` and ``-``.

    Any other id gets its own readable part and a part of its hash.
    """
    if not text or _ID.fullmatch(text):
        return text
    mark = sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{_UNSAFE.sub('-', text).strip('-')[:40] or 'x'}-{mark}"


def read_files(
    archive: Archive,
    collect: Collect,
    members: Iterable[Member],
    read_one: Callable[[Member, bytes], Outcome],
    wanted: Callable[[Member], Outcome] = lambda member: TAKEN,
) -> None:
    """Read files one by one; what cannot be read is held back and told (``IM006``).

    Parameters
    ----------
    archive
        The package.
    collect
        Ledger and findings.
    members
        Files in the order in which they are read.
    read_one
        Reads the bytes of one file; may raise `TreeError`.
    wanted
        Says by the name alone that a file is held back; it is not read then.
    """
    listed = tuple(members)
    total = sum(member.size for member in listed)
    for member in counted(listed, "stage_reading", total, lambda m: m.size):
        collect.ledger.enter("file")
        line: int | None = None
        try:
            reason, detail = wanted(member)
            if not reason:
                reason, detail = read_one(member, archive.read(member))
        except MemberError as error:
            reason, detail = "unreadable", str(error)
        except TreeError as error:
            reason, detail, line = "unreadable", error.reason, error.line
        if not reason:
            collect.ledger.take("file", "inventory")
            continue
        place = Place(member.name, "", line)
        collect.ledger.hold(Held("file", reason, place, member.name, detail))
        if reason == "unreadable":
            told = finding("IM006", place.location(), observed=detail, reason=reason)
            collect.findings.add(told)


def keep(what: str, kept: dict[str, Any], made: Any, collect: Collect) -> None:
    """Keep a record that is no process; the newer of two versions counts."""
    collect.ledger.enter(what)
    dropped = _dropped(kept, made)
    if dropped is None:
        collect.ledger.take(what)
    else:
        reason, record = dropped
        collect.ledger.hold(Held(what, reason, record.place, record.id, record.version))
    if dropped is None or dropped[1] is not made:
        kept[made.id] = made


def keep_process(kept: dict[str, Process], made: Process, collect: Collect) -> None:
    """Keep a process; it and its exchanges are taken when the database is built."""
    collect.ledger.enter("process")
    collect.ledger.enter("exchange", len(made.exchanges))
    dropped = _dropped(kept, made)
    if dropped is not None:
        reason, record = dropped
        hold_process(record, reason, collect)
        if reason == "duplicate-id":
            at = record.place.location()
            collect.findings.add(finding("IM018", at, node=record.id, observed=record.id))
    if dropped is None or dropped[1] is not made:
        kept[made.id] = made


def hold_process(record: Process, reason: str, collect: Collect) -> None:
    """Hold a process that was entered back, with all its exchanges."""
    collect.ledger.hold(Held("process", reason, record.place, record.id, record.version))
    for exchange in record.exchanges:
        node = f"{record.id}/{exchange.id}"
        place = record.place_of(exchange)
        collect.ledger.hold(Held("exchange", "process-held", place, node, reason))


def _dropped(kept: dict[str, Any], made: Any) -> tuple[str, Any] | None:
    """Give the record that must go and why, when `made` cannot simply be added."""
    if not made.id:
        return "no-id", made
    earlier = kept.get(made.id)
    if earlier is None:
        return None
    if earlier.version == made.version:
        return "duplicate-id", made
    newer = _version(made.version) > _version(earlier.version)
    return "older-version", earlier if newer else made


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdecimal())
