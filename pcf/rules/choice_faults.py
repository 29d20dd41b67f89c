"""What keeps a ``[[choice]]`` of a pack from working."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from pcf.findings import Finding, Location, finding
from pcf.rules.entry import PackEntry
from pcf.suggest import nearest

if TYPE_CHECKING:
    from pcf.rules.conditions import Value
    from pcf.rules.read_pack import Head

#: Most codes of a choice, and words of a code.
MOST = 500
_FILLER = re.compile(r"[\s_\-‐–（）()]|电池$")


def are_readable(choice: PackEntry) -> bool:
    """Whether the codes of a choice can be read; tells what is wrong with them.

    ``RU003`` no codes, an empty word, or ``where`` without ``of``; ``RU010`` a word of two codes;
    ``RU009`` a broader code that is not there; ``RU056`` too many codes or words.
    """
    if not choice.source.get("code"):
        choice.tell("RU003", "code", observed="code", expected="[{ id = ..., words = [...] }]")
        return False
    codes = choice.tables("code")
    if _too_many(choice, "code", len(codes)):
        return False
    ids = {str(code.source.get("id", "")) for code in codes}
    owners: dict[str, str] = {plain_word(id): id for id in ids}
    for code in codes:
        if _too_many(code, "words", len(code.texts("words"))):
            return False
        _check_words(code, owners)
        if code.has("where") and not code.has("of"):
            code.tell("RU003", "of", observed="of", expected='"..."')
        within = code.source.get("within")
        if isinstance(within, str) and within and within not in ids:
            near = nearest(within, ids)
            code.tell("RU009", "within", scope="code", observed=within, suggestion=near)
    return True


def _too_many(entry: PackEntry, key: str, count: int) -> bool:
    if count > MOST:
        entry.tell("RU056", key, field=key, observed=str(count), expected=str(MOST))
    return count > MOST


def _check_words(code: PackEntry, owners: dict[str, str]) -> None:
    """Hold the words of a code against those of the codes before it, and all ids."""
    id = str(code.source.get("id", ""))
    for word in code.texts("words"):
        plain = plain_word(word)
        if not plain:
            code.tell("RU003", "words", observed="words", expected='["...", "..."]')
        elif owners.setdefault(plain, id) != id:
            code.tell("RU010", "words", observed=word, first=owners[plain])


def plain_word(value: Value) -> str:
    """Word by which values are compared: in any letters, without spaces and hyphens."""
    return _FILLER.sub("", value).casefold() if isinstance(value, str) else ""


def key_faults(head: Head, known: Collection[str]) -> Iterable[Finding]:
    """Give ``RU009`` for each choice of a pack whose key no pack of the chain declares."""
    for choice in head.choices:
        if choice.key and choice.key not in known:
            near = nearest(choice.key, known)
            yield finding(
                "RU009", table_place(head, "choice", choice.id, "key"), node=choice.id,
                observed=choice.key, scope="[[key]]", suggestion=near,
            )  # fmt: skip


def table_place(head: Head, table: str, id: str, key: str = "id") -> Location:
    """Where a table of an array of ``pack.toml`` stands, by its id."""
    tables = head.raw.data.get(table, [])
    number = next((n for n, part in enumerate(tables) if part.get("id") == id), 0)
    return head.raw.where((table, number, key))
