"""A pack written anew as plain TOML is the same pack."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny import HEAD, clause, write

from pcf.location import data_root
from pcf.rules.packs import Registry, registry

PACKS = list(registry().editions)


def toml(value: Any) -> str:
    """A value as TOML on one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def document(data: Mapping[str, Any]) -> str:
    """A whole file, one key a line."""
    return "".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in data.items())


def plain(value: Any) -> Any:
    """A pack without the places of its parts and the pages about them."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = (f.name for f in fields(value) if f.name not in ("place", "page"))
        return {name: plain(getattr(value, name)) for name in kept}
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, (tuple, list)) else value


@pytest.fixture(scope="module")
def rewritten(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """Every shipped pack read as plain data and written again."""
    root = tmp_path_factory.mktemp("packs")
    source = data_root("product_rules")
    for head in registry().editions.values():
        folder = root / head.path
        folder.mkdir(parents=True)
        for file in (source / head.path).iterdir():
            if file.suffix == ".toml":
                text = document(tomllib.loads(file.read_text(encoding="utf-8")))
                (folder / file.name).write_text(text, encoding="utf-8")
            elif file.suffix == ".csv":
                shutil.copy(file, folder)
    return Registry(root)


@pytest.mark.parametrize("name", PACKS)
def test_a_shipped_pack_written_again_is_the_same(name: str, rewritten: Registry) -> None:
    assert plain(rewritten.pack(name)) == plain(registry().pack(name))


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1
).filter(lambda text: text.strip() == text and bool(text))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TEXTS, TEXTS, st.floats(0, 1), st.sampled_from(["should", "may"]))
def test_any_text_and_number_survives(
    tmp_path: Path, text_zh: str, text_en: str, single: float, strength: str
) -> None:
    words = {"text_zh": toml(text_zh), "text_en": toml(text_en), "strength": toml(strength)}
    head = HEAD.replace("single = 0.01", f"single = {single!r}")
    pack = Registry(write(tmp_path, clause(**words), head)).pack("tiny")
    (only,) = pack.clauses
    assert (only.text_zh, only.text_en, only.strength) == (text_zh, text_en, strength)
    assert pack.settings["cut_off"]["single"] == single
