"""Hashes of files."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path


def file_sha256(path: Path) -> str:
    """SHA-256 of a file as hexadecimal text, read block by block; raises `OSError`."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
