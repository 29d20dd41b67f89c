"""What ``study.toml`` says for an export: texts, lists, numbers, dates by their key."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from pcf.exchange.export import Draught
from pcf.findings import Location, finding
from pcf.model import StudyValue

STUDY = "study.toml"
_URN = re.compile(r"urn:[^\s]+", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Stated:
    """Reads keys of the study; the first of several keys that says something counts.

    Parameters
    ----------
    study
        ``study.toml`` by dotted key.
    made
        Takes what is missing (``EX002``) or not readable (``EX015``).
    """

    def __init__(self, study: Mapping[str, StudyValue], made: Draught) -> None:
        self._study = study
        self._made = made

    def _find(self, keys: tuple[str, ...]) -> tuple[str, StudyValue] | None:
        for key in keys:
            value = self._study.get(key)
            if value is not None and value.is_stated and value.not_applicable is None:
                return key, value
        return None

    def missing(self, field: str, key: str) -> None:
        """Tell that a mandatory field of a format has no value."""
        self._made.findings.append(
            finding("EX002", Location(STUDY), observed=field, suggestion=key)
        )

    def _wrong(self, key: str, value: StudyValue, expected: str) -> None:
        self._made.findings.append(
            finding("EX015", value.place, observed=f"{key} = {value.value}", expected=expected)
        )

    def text(self, *keys: str, field: str = "") -> str:
        """Give a text; `field` names a mandatory field of the format."""
        found = self._find(keys)
        if found is None:
            if field:
                self.missing(field, keys[0])
            return ""
        value = found[1].value
        return ", ".join(value) if isinstance(value, tuple) else str(value).strip()

    def texts(self, *keys: str, field: str = "") -> list[str]:
        """Give a list of texts without repeats; a text is a list of one."""
        found = self._find(keys)
        if found is None:
            if field:
                self.missing(field, keys[0])
            return []
        value = found[1].value
        items = value if isinstance(value, tuple) else (str(value),)
        return list(dict.fromkeys(item.strip() for item in items if item.strip()))

    def choice(self, key: str, allowed: Collection[str], field: str = "") -> str:
        """Give one of the allowed words."""
        found = self._find((key,))
        if found is None:
            if field:
                self.missing(field, key)
            return ""
        said = found[1].spoken or (str(found[1].value).strip(),)
        word = next((word for word in said if word in allowed), "")
        if not word:
            self._wrong(key, found[1], " | ".join(allowed))
            return ""
        return word

    def flag(self, key: str, field: str = "") -> bool | None:
        """Give yes or no."""
        word = self.choice(key, ("yes", "no", "True", "False"), field)
        return None if not word else word in ("yes", "True")

    def number(self, key: str, *, field: str = "", at_least: int = 0) -> Decimal | None:
        """Give a number that is not below `at_least`."""
        found = self._find((key,))
        if found is None:
            if field:
                self.missing(field, key)
            return None
        value = found[1].value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value < at_least:
            self._wrong(key, found[1], f">= {at_least}")
            return None
        return Decimal(repr(value)).normalize()

    def day(self, *keys: str, field: str = "") -> date | None:
        """Give a date, ``2026-03-31``."""
        found = self._find(keys)
        if found is None:
            if field:
                self.missing(field, keys[0])
            return None
        try:
            return date.fromisoformat(str(found[1].value).strip()[:10])
        except ValueError:
            self._wrong(found[0], found[1], "2026-03-31")
            return None

    def urns(self, *keys: str, field: str = "") -> list[str]:
        """Give a list of names in the form ``urn:...``."""
        return self._matching(keys, _URN, "urn:...", field)

    def uuids(self, *keys: str) -> list[str]:
        """Give a list of UUIDs."""
        return self._matching(keys, _UUID, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "")

    def url(self, key: str, field: str = "") -> str:
        """Give an address in the web; empty when there is none."""
        return next(iter(self._matching((key,), _URL, "https://...", field)), "")

    def _matching(
        self, keys: tuple[str, ...], pattern: re.Pattern[str], expected: str, field: str
    ) -> list[str]:
        found = self.texts(*keys, field=field)
        good = [text for text in found if pattern.fullmatch(text)]
        held = self._find(keys)
        if len(good) < len(found) and held is not None:
            self._wrong(*held, expected)
        return good
