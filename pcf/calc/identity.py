"""What a result depends on besides the project folder: backgrounds and factor set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BackgroundIdentity:
    """One background of a study.

    `redistributable` is ``yes``, ``no`` or ``unknown``, which counts as no; `used` says whether a
    row draws on it.
    """

    id: str
    version: str
    sha256: str
    allocation: str
    system_model: str
    licence: str
    redistributable: str
    used: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """What the result depends on besides the project folder.

    `backgrounds` are all of the study; the first of them is the default one, which the other
    fields name.
    """

    background: str
    background_version: str
    background_sha256: str
    background_allocation: str
    factors: str
    factors_sha256: str
    locked: bool
    backgrounds: tuple[BackgroundIdentity, ...] = ()

    @property
    def also(self) -> tuple[BackgroundIdentity, ...]:
        """Further backgrounds after the default one."""
        return self.backgrounds[1:]

    @property
    def data_digest(self) -> str:
        """Hashes of all backgrounds, in fixed order."""
        return "+".join((self.background_sha256, *(b.sha256 for b in self.also)))
