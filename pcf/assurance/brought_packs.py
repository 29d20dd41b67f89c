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
        differs = tuple(_pack_differences(members, folder, here[name].folder))
        yield name, "differs" if differs else "known", differs, member


def _name_of(pack: Any) -> str:
    """Name ``ID@EDITION`` that a pack gives itself; empty when it gives none that can be shown."""
    stated = (pack.get("id"), pack.get("edition")) if isinstance(pack, dict) else ("",)
    shown = "@".join(part if isinstance(part, str) and part else "\n" for part in stated)
    return shown if shown.isprintable() and len(shown) <= LONGEST_NAME else ""


def _pack_differences(members: Mapping[str, bytes], folder: str, here: Path) -> Iterator[str]:
    """Codes of the clauses that differ, then the files."""
    for file in PACK_FILES:
        path = f"{RULES}{folder}/{file}"
        own = (here / file).read_bytes() if (here / file).is_file() else None
        stated = members.get(path)
        if stated is not None and own is not None and stated == plain(own):
            continue
        if stated is own:
            continue
        if file == _CLAUSES and stated is not None and own is not None:
            codes = tuple(_clause_differences(_toml(stated, path), _toml(own, path)))
            yield from codes or (file,)
        else:
            yield file


def _clause_differences(stated: Mapping[str, Any], own: Mapping[str, Any]) -> Iterator[str]:
    one, other = _by_code(stated), _by_code(own)
    for code in sorted(one.keys() | other.keys()):
        if one.get(code) != other.get(code):
            yield code


def _by_code(data: Mapping[str, Any]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    clauses = data.get("clause")
    for clause in clauses if isinstance(clauses, list) else []:
        code = clause.get("code") if isinstance(clause, dict) else None
        grouped.setdefault(str(code)[:40], []).append(clause)
    return grouped


def _toml(content: bytes, member: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise PcfError([finding("SE014", Location(member), observed=member)]) from error


def plain(content: bytes) -> bytes:
    """Give a text with LF, as a bundle has it."""
    return content.replace(b"\r\n", b"\n")
