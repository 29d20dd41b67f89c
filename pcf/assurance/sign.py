"""Signatures with Ed25519: keys, what is signed, and whom a verifier trusts.

The library is ``cryptography``, kept by the Python Cryptographic Authority. What is signed is the
SHA-256 of the manifest, which holds the SHA-256 of every other member. The same key and the same
bundle give the same signature (RFC 8032): signing changes no byte by chance.
"""

from __future__ import annotations

import base64
import binascii
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pcf.assurance.rounded import json_bytes
from pcf.assurance.strict_json import read_json
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SCHEMA = "pcf/signature/1"
NAME = "signature.json"
#: Environment variable that holds the passphrase of a private key.
PASSPHRASE = "PCF_KEY_PASSPHRASE"
#: What stands before the hash, so that a signature of something else never fits a bundle.
_DOMAIN = b"pcf/bundle/1 manifest sha256 "
_LARGEST = 64 * 2**10
_KEYS = {"schema", "algorithm", "manifest_sha256", "public_key", "signature"}

State = Literal["none", "trusted", "unknown", "broken"]


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """A key pair that was made: its files and the fingerprint of the public key."""

    private: Path
    public: Path
    fingerprint: str
    protected: bool


@dataclass(frozen=True, slots=True)
class Trusted:
    """A public key that the verifier trusts, whose it is and since when."""

    name: str
    key: str
    since: str


@dataclass(frozen=True, slots=True)
class Signature:
    """What a verifier finds of the signature of a bundle.

    state
        ``none`` nobody signed; ``trusted`` signed by a key of the trust file; ``unknown`` a sound
        signature by somebody who is not in it; ``broken`` it does not belong to this manifest.
    name
        Name in the trust file; never what the bundle itself says.
    """

    state: State
    fingerprint: str = ""
    name: str = ""
    since: str = ""
    findings: tuple[Finding, ...] = ()


def new_key(private: Path) -> KeyFiles:
    """Make a key pair: ``FILE`` (private, PEM, PKCS 8, mode 0600) and ``FILE.pub`` (public).

    With the environment variable `PASSPHRASE` the private key is encrypted.

    Raises
    ------
    PcfError
        ``SE052`` when one of the files is there already, ``IO003`` when it cannot be written,
        ``SE053`` without the library.
    """
    ed, serial = _library()
    public = private.with_name(f"{private.name}.pub")
    for path in (private, public):
        if path.exists() or path.is_symlink():
            raise PcfError([finding("SE052", Location(path.name), observed=path.name)])
    key = ed.Ed25519PrivateKey.generate()
    phrase = os.environ.get(PASSPHRASE, "")
    guard = serial.BestAvailableEncryption(phrase.encode()) if phrase else serial.NoEncryption()
    pem = key.private_bytes(serial.Encoding.PEM, serial.PrivateFormat.PKCS8, guard)
    text = _text_of(key)
    _write_new(private, pem, 0o600)
    _write_new(public, f"{text}\n".encode(), 0o644)
    return KeyFiles(private, public, fingerprint(text), bool(phrase))


def _write_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file that is not there yet, readable by nobody else from its first byte."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, flags, mode)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError:  # half a key is none
            path.unlink(missing_ok=True)
            raise
    except FileExistsError as error:
        raise PcfError([finding("SE052", Location(path.name), observed=path.name)]) from error
    except OSError as error:
        said = error.strerror or "OSError"
        raise PcfError([finding("IO003", Location(path.name), observed=said)]) from error


def _library() -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise PcfError([finding("SE053", suggestion="pip install cryptography")]) from error
    return ed25519, serialization


def _text_of(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def fingerprint_of(key: Ed25519PrivateKey) -> str:
    """Give the fingerprint of a key pair."""
    return fingerprint(_text_of(key))


def fingerprint(public: str) -> str:
    """Give the short form of a public key that people compare: 16 hex digits of its SHA-256."""
    return sha256(base64.b64decode(public)).hexdigest()[:16]


def load_private(path: Path) -> Ed25519PrivateKey:
    """Read a private key; raises `PcfError` with ``SE051`` when it cannot be used."""
    ed, serial = _library()
    phrase = os.environ.get(PASSPHRASE, "")
    where = Location(path.name)
    try:
        content = _bounded(path)
        key: Any = serial.load_pem_private_key(content, phrase.encode() if phrase else None)
    except OSError as error:
        said = error.strerror or "OSError"
        raise PcfError([finding("SE051", where, observed=said)]) from error
    except TypeError as error:  # a passphrase is missing, or was given for an open key
        raise PcfError([finding("SE055", where, observed=PASSPHRASE)]) from error
    except Exception as error:  # the library has no common root of what it raises
        if isinstance(error, PcfError):
            raise
        raise PcfError([finding("SE051", where, observed="PEM, PKCS 8")]) from error
    if not isinstance(key, ed.Ed25519PrivateKey):
        raise PcfError([finding("SE051", where, observed=type(key).__name__)])
    found: Ed25519PrivateKey = key
    return found


def key_findings(path: Path | None) -> tuple[Finding, ...]:
    """Tell when others can read a private key (``SE072``); where files have such modes."""
    if path is None or os.name != "posix":
        return ()
    mode = path.stat().st_mode & 0o777
    if not mode & 0o077:
        return ()
    return (finding("SE072", Location(path.name), observed=path.name, found=f"{mode:04o}"),)


def _bounded(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_LARGEST)


def signed(manifest: bytes, key: Ed25519PrivateKey) -> bytes:
    """Give ``signature.json`` over a manifest."""
    digest = sha256(manifest).hexdigest()
    made = key.sign(_DOMAIN + digest.encode())
    return json_bytes(
        {
            "schema": SCHEMA,
            "algorithm": "ed25519",
            "manifest_sha256": digest,
            "public_key": _text_of(key),
            "signature": base64.b64encode(made).decode(),
        }
    )


def read_trust(path: Path) -> tuple[Trusted, ...]:
    """Read a trust file: ``[[key]]`` with ``name``, ``public_key``, ``since``.

    Raises
    ------
    PcfError
        ``SE024`` when it cannot be read or an entry is not whole.
    """
    try:
        data = tomllib.loads(_bounded(path).decode("utf-8-sig"))
        listed = tuple(_trusted(item) for item in data["key"])
    except OSError as error:
        said = error.strerror or "OSError"
        raise PcfError([finding("SE024", Location(path.name), observed=said)]) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PcfError([finding("SE024", Location(path.name), observed="[[key]]")]) from error
    keys = [entry.key for entry in listed]
    if len(set(keys)) != len(keys):
        raise PcfError([finding("SE024", Location(path.name), observed="public_key")])
    return listed


def _trusted(item: Mapping[str, Any]) -> Trusted:
    name, key, since = item["name"], item["public_key"], str(item["since"])
    if not isinstance(name, str) or not name.strip() or not isinstance(key, str):
        raise ValueError("name")
    if len(base64.b64decode(key, validate=True)) != 32:
        raise ValueError("public_key")
    return Trusted(name.strip(), key, since)


def check_signature(
    members: Mapping[str, bytes], file: str, trust: tuple[Trusted, ...] | None
) -> Signature:
    """Say who signed a bundle.

    Parameters
    ----------
    trust
        Keys of the trust file; None when the verifier named none. With a trust file a bundle that
        nobody in it signed is a mismatch, without one it is a warning.
    """
    where = Location(f"{file}!{NAME}")
    strict = trust is not None
    if NAME not in members:
        return Signature("none", findings=(finding("SE026" if strict else "SE022", where),))
    try:
        public, valid = _verified(members)
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        return Signature("broken", findings=(finding("SE020", where, observed=NAME),))
    mark = fingerprint(public)
    if not valid:
        return Signature("broken", mark, findings=(finding("SE020", where, observed=mark),))
    known = next((entry for entry in trust or () if entry.key == public), None)
    if known is None:
        code = "SE021" if strict else "SE025"
        return Signature("unknown", mark, findings=(finding(code, where, observed=mark),))
    told = finding("SE023", where, observed=known.name, fingerprint=mark, since=known.since)
    if _is_to_come(known.since):
        early = finding("SE027", where, observed=known.name, since=known.since)
        return Signature("trusted", mark, known.name, known.since, (told, early))
    return Signature("trusted", mark, known.name, known.since, (told,))


def _is_to_come(day: str) -> bool:
    """Whether a date is in the future wherever on Earth one is; a text that is no date is not."""
    latest = datetime.now(timezone(timedelta(hours=14))).date()
    try:
        return date.fromisoformat(day[:10]) > latest
    except ValueError:
        return False


def _verified(members: Mapping[str, bytes]) -> tuple[str, bool]:
    """Give the public key and whether its signature is one over this manifest."""
    ed, _ = _library()
    from cryptography.exceptions import InvalidSignature

    if len(members[NAME]) > _LARGEST:
        raise ValueError(NAME)
    data = read_json(members[NAME])
    if not isinstance(data, dict) or data.keys() != _KEYS:
        raise ValueError("keys")
    if data["schema"] != SCHEMA or data["algorithm"] != "ed25519":
        raise ValueError("schema")
    public = str(data["public_key"])
    raw = base64.b64decode(public, validate=True)
    digest = sha256(members["manifest.json"]).hexdigest()
    key = ed.Ed25519PublicKey.from_public_bytes(raw)
    try:
        key.verify(base64.b64decode(data["signature"], validate=True), _DOMAIN + digest.encode())
    except InvalidSignature:
        return public, False
    return public, data["manifest_sha256"] == digest
