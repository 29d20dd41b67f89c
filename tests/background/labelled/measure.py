"""How often the first proposal is right, by way of writing; ``python measure.py`` records it."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

HERE = Path(__file__).resolve().parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parents[2]), str(HERE.parent)]

from labelled.perturbations import Case, cases, table  # noqa: E402

RECORD = HERE / "recorded.csv"
#: Rows for which every proposal is wrong; its coverage is the rate of false proposals.
ABSENT = "absent"


@dataclass(frozen=True)
class Measured:
    """Shares of rows (0..1).

    coverage
        Rows with a proposal.
    precision, precision_good
        First proposal right, of the rows with a proposal: the expected dataset; the same good.
    recall, recall_good
        One of three proposals right, of all rows.
    """

    kind: str
    rows: int
    coverage: float
    precision: float
    recall: float
    precision_good: float
    recall_good: float


def measured() -> dict[str, Measured]:
    """Match every labelled case as a row of a bill of materials in China."""
    from pcf.background import open_background
    from pcf.background.match import Ask, propose
    from pcf.background.match_index import open_index
    from pcf.graph.candidates import geography_score

    background = open_background()
    index = open_index(background)

    def processes(name: str, cas: str, unit: str) -> list[str]:
        ask = Ask(name, cas, unit, "CN")
        return [p.process for p in propose(background, index, ask, geography_score)]

    found: dict[str, list[tuple[Case, list[str]]]] = {}
    for case in cases():
        answer = processes(case.name, case.cas, case.unit)
        found.setdefault(case.kind, []).append((case, answer))
    made = {kind: _measured(kind, answers) for kind, answers in found.items()}
    names = [(row[c], "kg") for row in table("absent.csv") for c in ("name_zh", "name_en")]
    wrong = sum(bool(processes(name, "", unit)) for name, unit in names)
    made[ABSENT] = Measured(ABSENT, len(names), wrong / len(names), 0.0, 0.0, 0.0, 0.0)
    return made


def _measured(kind: str, answers: list[tuple[Case, list[str]]]) -> Measured:
    covered = [(case, found) for case, found in answers if found]

    def share(hits: Iterable[bool], whole: int) -> float:
        return sum(hits) / max(whole, 1)

    def good(case: Case) -> frozenset[str]:
        return case.material.expected | case.material.also

    return Measured(
        kind,
        len(answers),
        len(covered) / len(answers),
        share((found[0] in case.material.expected for case, found in covered), len(covered)),
        share((bool(case.material.expected & {*found}) for case, found in answers), len(answers)),
        share((found[0] in good(case) for case, found in covered), len(covered)),
        share((bool(good(case) & {*found}) for case, found in answers), len(answers)),
    )


def recorded() -> dict[str, Measured]:
    """Give the shares that were recorded."""
    with RECORD.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {row["kind"]: _read(row) for row in rows}


def _read(row: Mapping[str, str]) -> Measured:
    shares = [float(row[field.name]) for field in fields(Measured)[2:]]
    return Measured(row["kind"], int(row["rows"]), *shares)


def lines(found: Iterable[Measured]) -> Iterable[str]:
    """Give the shares as lines of text, in percent."""
    yield f"{'':16}{'rows':>6}{'cover':>8}{'P@1':>8}{'R@3':>8}{'P@1 good':>10}{'R@3 good':>10}"
    for m in found:
        shares = [100 * share for share in astuple(m)[2:]]
        widths = (8, 8, 8, 10, 10)
        cells = "".join(f"{s:>{w}.1f}" for s, w in zip(shares, widths, strict=True))
        yield f"{m.kind:16}{m.rows:>6}{cells}"


def main() -> None:
    found = measured()
    with RECORD.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(field.name for field in fields(Measured))
        for one in found.values():
            kind, rows, *shares = astuple(one)
            writer.writerow([kind, rows, *(f"{share:.4f}" for share in shares)])
    print("\n".join(lines(found.values())))


if __name__ == "__main__":
    main()
