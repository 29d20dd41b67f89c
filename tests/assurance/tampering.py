"""Changes that somebody might make to a bundle, and what verification says of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pcf
from pcf.assurance.archive import packed, read_members
from pcf.assurance.bundle import Bundle
from pcf.assurance.manifest import listed
from pcf.assurance.rounded import json_bytes
from pcf.assurance.sign import load_private, signed
from pcf.errors import PcfError


def members_of(bundle: Path) -> dict[str, bytes]:
    return dict(read_members(bundle)[0])


def write(path: Path, members: Mapping[str, bytes]) -> Path:
    path.write_bytes(packed(members))
    return path


def remade(members: Mapping[str, bytes], key: Path | None = None) -> dict[str, bytes]:
    """Members with a manifest that fits them, as somebody who knows the format would write it."""
    made = dict(members)
    manifest = json.loads(made["manifest.json"])
    manifest["members"] = [
        {"path": m.path, "size": m.size, "sha256": m.sha256} for m in listed(made)
    ]
    made["manifest.json"] = json_bytes(manifest)
    made.pop("signature.json", None)
    if key is not None:
        made["signature.json"] = signed(made["manifest.json"], load_private(key))
    return made


def edited(members: Mapping[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    content = members[path].decode()
    assert old in content, (path, old)
    return {**members, path: content.replace(old, new, 1).encode()}


def changed_json(
    members: Mapping[str, bytes], path: str, change: Callable[[Any], None]
) -> dict[str, bytes]:
    data = json.loads(members[path])
    change(data)
    return {**members, path: json_bytes(data)}


def codes(path: Path, **options: Any) -> set[str]:
    """Codes at error level, of opening or of verifying."""
    try:
        seen = pcf.Project.verify(path, **options)
    except PcfError as error:
        return {item.code for item in error.findings if item.level == "error"}
    return {item.code for item in seen.findings if item.level == "error"}


def opening(path: Path) -> set[str]:
    """Codes with which a bundle is not even opened; empty when it is."""
    try:
        Bundle.open(path)
    except PcfError as error:
        return {item.code for item in error.findings}
    return set()
