"""Which suppliers would fit a row, best first. Ranking never decides: it helps a person to."""

from __future__ import annotations

from dataclasses import dataclass

from pcf.background import Background

_TAG_RANK = {"published": 0, "derived": 1, "link": 1, "recall": 2, "estimate": 3}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dataset that could supply a row; `score` is 0..1, higher fits better."""

    supplier: str
    name_zh: str
    name_en: str
    location: str
    year: str
    score: float


def geography_score(wanted: str, offered: str) -> float:
    """Score the fit of a dataset's place: same 1, same country 0.8, world 0.4, else 0.1."""
    if wanted == offered:
        return 1.0
    if wanted.split("-")[0] == offered.split("-")[0]:
        return 0.8
    if offered in ("GLO", "RoW"):
        return 0.4
    return 0.1


def rank(background: Background, flow: str, location: str) -> tuple[Candidate, ...]:
    """Rank the background suppliers of `flow` for a process at `location`."""
    found = []
    for process_id in background.providers(flow):
        record = background.process(process_id)
        score = 0.7 * geography_score(location, record.location)
        score += 0.3 * (1 - _TAG_RANK.get(record.tag, 3) / 3)
        found.append(
            Candidate(
                f"bg:{process_id}/{flow}",
                record.name_zh,
                record.name_en,
                record.location,
                record.year,
                round(score, 2),
            )
        )
    return tuple(sorted(found, key=lambda c: (-c.score, c.supplier)))


def listed(candidates: tuple[Candidate, ...], limit: int = 4) -> str:
    """Text of the best candidates for a message."""
    shown = "; ".join(
        f"{c.supplier} ({c.location} {c.year}, {c.score:.2f})" for c in candidates[:limit]
    )
    return shown + (f" (+{len(candidates) - limit})" if len(candidates) > limit else "")
