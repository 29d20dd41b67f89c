"""Keys, signatures and trust: who sealed it, and whom the verifier knows."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

import pcf
from pcf.assurance.sign import (
    PASSPHRASE,
    check_signature,
    fingerprint,
    load_private,
    new_key,
    read_trust,
    signed,
)
from pcf.commands import main
from pcf.errors import PcfError


def _code(error: PcfError) -> str:
    return error.findings[0].code


def test_a_private_key_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    made = new_key(tmp_path / "k")
    assert stat.S_IMODE(made.private.stat().st_mode) == 0o600
    assert made.private.read_text().startswith("-----BEGIN PRIVATE KEY-----")
    assert fingerprint(made.public.read_text().strip()) == made.fingerprint


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    new_key(tmp_path / "k")
    before = (tmp_path / "k").read_bytes()
    with pytest.raises(PcfError) as caught:
        new_key(tmp_path / "k")
    assert _code(caught.value) == "SE052"
    assert (tmp_path / "k").read_bytes() == before


def test_a_passphrase_protects_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSPHRASE, "correct horse")
    made = new_key(tmp_path / "k")
    assert made.protected
    assert b"ENCRYPTED" in made.private.read_bytes()
    load_private(made.private)
    monkeypatch.setenv(PASSPHRASE, "wrong")
    with pytest.raises(PcfError) as caught:
        load_private(made.private)
    assert _code(caught.value) == "SE051"
    monkeypatch.delenv(PASSPHRASE)
    with pytest.raises(PcfError) as caught:
        load_private(made.private)
    assert _code(caught.value) == "SE055"


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAA\n"])
def test_a_file_that_is_no_key_is_a_finding(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "k").write_bytes(content)
    with pytest.raises(PcfError) as caught:
        load_private(tmp_path / "k")
    assert _code(caught.value) == "SE051"


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization as s
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    pem = generate_private_key(SECP256R1()).private_bytes(
        s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()
    )
    (tmp_path / "k").write_bytes(pem)
    with pytest.raises(PcfError) as caught:
        load_private(tmp_path / "k")
    assert _code(caught.value) == "SE051"


def test_a_signature_of_one_manifest_does_not_fit_another(tmp_path: Path) -> None:
    key = load_private(new_key(tmp_path / "k").private)
    members = {"manifest.json": b"a", "signature.json": signed(b"a", key)}
    assert check_signature(members, "f", None).state == "unknown"
    assert check_signature({**members, "manifest.json": b"b"}, "f", None).state == "broken"


def test_a_bundle_cannot_name_its_own_signer(tmp_path: Path) -> None:
    """A name in the signature file is nobody's word."""
    key = load_private(new_key(tmp_path / "k").private)
    data = json.loads(signed(b"a", key))
    data["name"] = "TUEV"
    members = {"manifest.json": b"a", "signature.json": json.dumps(data).encode()}
    seen = check_signature(members, "f", ())
    assert (seen.state, seen.name) == ("broken", "")


@pytest.mark.parametrize(
    "content",
    [b"", b"[1]", b'{"schema": "pcf/signature/1"}', b"\xff", b"[" * 50_000,
     b'{"schema":"pcf/signature/1","algorithm":"none","public_key":"","signature":""}'],
)  # fmt: skip
def test_a_signature_that_is_none_is_broken(content: bytes) -> None:
    members = {"manifest.json": b"a", "signature.json": content}
    assert check_signature(members, "f", None).state == "broken"


def test_a_trusted_key_is_told_by_the_name_of_the_trust_file(sealed: Path, trust: Path) -> None:
    seen = pcf.Project.verify(sealed, recompute=False, trust=trust)
    assert (seen.signature.state, seen.signature.name) == ("trusted", "Bottle Works")
    assert seen.signature.since == "2026-01-01"


def test_a_key_that_is_trusted_from_a_day_to_come_is_told(
    sealed: Path, trust: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    early = tmp_path / "early.toml"
    early.write_text(trust.read_text().replace("2026-01-01", "2999-01-01"))
    seen = pcf.Project.verify(sealed, recompute=False, trust=early)
    told = next(item for item in seen.findings if item.code == "SE027")
    assert told.level == "warning"
    assert "2999-01-01" in told.message("en")
    assert seen.check("signature").state == "warning"
    main(["verify", str(sealed), "--no-recompute", "--trust", str(early), "--lang", "en"])
    assert "SE027" in capsys.readouterr().out
    known = pcf.Project.verify(sealed, recompute=False, trust=trust).findings
    assert "SE027" not in {item.code for item in known}


@pytest.mark.parametrize(
    "text",
    ["", "key = 1", "[[key]]\nname = 'a'", "[[key]]\nname='a'\npublic_key='AA=='\nsince='x'",
     "[[key]]\nname=' '\npublic_key='" + "A" * 43 + "='\nsince='x'", "\x00"],
)  # fmt: skip
def test_a_trust_file_that_is_not_whole_is_a_finding(tmp_path: Path, text: str) -> None:
    path = tmp_path / "trust.toml"
    path.write_text(text)
    with pytest.raises(PcfError) as caught:
        read_trust(path)
    assert _code(caught.value) == "SE024"


def test_the_verb_makes_keys_and_says_what_to_hand_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "new", str(tmp_path / "k"), "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert (tmp_path / "k.pub").read_text().strip() in shown
    assert "whoever has this file can sign in your name" in shown
    assert main(["keys", "new", str(tmp_path / "k"), "--format", "json"]) == 2
    body = json.loads(capsys.readouterr().out)
    assert body["findings"][0]["code"] == "SE052"
