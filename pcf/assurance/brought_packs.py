"""The rule packs that a bundle brings, clause by clause against those of this pcf."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pcf.assurance.grounds import PACK_FILES, RULES
from pcf.errors import PcfError
from pcf.findings import Location, finding

State = Literal["known", "differs", "unknown"]
#: Name, state, what differs, member with the head.
FoundPack = tuple[str, State, tuple[str, ...], str]
LONGEST_NAME = 80
_HEAD, _CLAUSES = PACK_FILES[0], PACK_FILES[1]
#: Keys of a clause that ask nothing.
_WORDS = ("standard", "ref", "evidence", "conforming", "failing")


def pack_folders(members: Mapping[str, bytes]) -> tuple[str, ...]:
    """Folders ``ID/EDITION`` of packs; the sealer's own stand deeper, and among the inputs."""
    heads = (path.removeprefix(RULES) for path in members if path.startswith(RULES))
    return tuple(h.removesuffix(f"/{_HEAD}") for h in sorted(heads)
                 if h.count("/") == 2 and h.endswith(f"/{_HEAD}"))  # fmt: skip


def packs_of(members: Mapping[str, bytes]) -> Iterator[FoundPack]:
    """Give every pack of a bundle but the sealer's own; ``SE077`` for one that is there twice."""
    from pcf.rules.packs import registry

    here = {head.name: head for head in registry().editions.values()}
    names: Counter[str] = Counter()
    for folder in pack_folders(members):
        member = f"{RULES}{folder}/{_HEAD}"
        pack = _toml(members[member], member).get("pack")
        name = _name_of(pack)
        if not name:
            raise PcfError([finding("SE014", Location(member), observed=member)])
        names[name] += 1
        if names[name] > 1:
            raise PcfError([finding("SE077", Location(member), observed=name)])
        if name not in here:
            yield name, "unknown", (), member
            continue
        stated = files_in_bundle(members, folder)
        differs = tuple(pack_differences(stated, _files_in(here[name].folder), folder))
        yield name, "differs" if differs else "known", differs, member


def _name_of(pack: Any) -> str:
    """Name ``ID@EDITION`` that a pack gives itself; empty when it gives none that can be shown."""
    stated = (pack.get("id"), pack.get("edition")) if isinstance(pack, dict) else ("",)
    shown = "@".join(part if isinstance(part, str) and part else "\n" for part in stated)
    return shown if shown.isprintable() and len(shown) <= LONGEST_NAME else ""


def named_packs(members: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Give name and folder of every pack of a bundle that was found to be sound."""
    for folder in pack_folders(members):
        member = f"{RULES}{folder}/{_HEAD}"
        yield _name_of(_toml(members[member], member).get("pack")), folder


def files_in_bundle(members: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    """Give the files of a pack of a bundle, by name."""
    paths = {file: f"{RULES}{folder}/{file}" for file in PACK_FILES}
    return {file: members[path] for file, path in paths.items() if path in members}


def files_installed(name: str) -> dict[str, bytes]:
    """Give the files of a pack of this pcf; nothing when it has none of that name."""
    from pcf.rules.packs import registry

    found = (head.folder for head in registry().editions.values() if head.name == name)
    return next((_files_in(folder) for folder in found), {})


def _files_in(folder: Path) -> dict[str, bytes]:
    paths = {file: folder / file for file in PACK_FILES}
    return {file: plain(path.read_bytes()) for file, path in paths.items() if path.is_file()}


def pack_differences(
    stated: Mapping[str, bytes], own: Mapping[str, bytes], place: str, *, worded: bool = True
) -> Iterator[str]:
    """Codes of the clauses that differ, then the files.

    Parameters
    ----------
    stated, own
        Content by file.
    place
        Where they are, for a file that cannot be read (``SE014``).
    worded
        Whether clauses that ask the same in other words count too.
    """
    for file in PACK_FILES:
        one, other = stated.get(file), own.get(file)
        if one == other:
            continue
        if file != _CLAUSES or one is None or other is None:
            yield file
            continue
        read = [_toml(content, f"{RULES}{place}/{file}") for content in (one, other)]
        codes = tuple(_clause_differences(read[0], read[1], worded))
        yield from codes or ((file,) if worded else ())


def _clause_differences(
    stated: Mapping[str, Any], own: Mapping[str, Any], worded: bool
) -> Iterator[str]:
    one, other = _by_code(stated, worded), _by_code(own, worded)
    for code in sorted(one.keys() | other.keys()):
        if one.get(code) != other.get(code):
            yield code


def _by_code(data: Mapping[str, Any], worded: bool) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    clauses = data.get("clause")
    for clause in clauses if isinstance(clauses, list) else []:
        code = clause.get("code") if isinstance(clause, dict) else None
        grouped.setdefault(str(code)[:40], []).append(clause if worded else _asked(clause))
    return grouped


def _asked(clause: Any) -> Any:
    """Give a clause without its words, citations and examples: what it asks."""
    if not isinstance(clause, dict):
        return clause
    return {k: v for k, v in clause.items() if not k.endswith(("_zh", "_en")) and k not in _WORDS}


def _toml(content: bytes, member: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise PcfError([finding("SE014", Location(member), observed=member)]) from error


def plain(content: bytes) -> bytes:
    """Give a text with LF, as a bundle has it."""
    return content.replace(b"\r\n", b"\n")
