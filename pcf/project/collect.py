"""Gathering findings of one reading, with a bound on repeats."""

from __future__ import annotations

from collections import Counter

from pcf.findings import Finding, Findings, Location, finding

#: Findings of one code in one file that are listed one by one; the rest is counted in ``IO022``.
MOST_OF_A_KIND = 1000


class Collector:
    """Takes the findings of one reading; `close` gives them.

    A table of a million rows that all have the same fault must not make a million findings: from
    each file the first `MOST_OF_A_KIND` of a code are kept and the number of the others is stated.
    """

    def __init__(self) -> None:
        self._kept = Findings()
        self._seen: Counter[tuple[str, str]] = Counter()

    def add(self, item: Finding) -> None:
        """Append one finding, or count it when there are enough of its kind."""
        key = (item.location.file if item.location else "", item.code)
        self._seen[key] += 1
        if self._seen[key] <= MOST_OF_A_KIND:
            self._kept.add(item)

    def close(self) -> Findings:
        """Give everything that was found, in the order in which it was met."""
        result = Findings(self._kept)
        for (file, code), count in self._seen.items():
            if count > MOST_OF_A_KIND:
                more = count - MOST_OF_A_KIND
                result.add(finding("IO022", Location(file), observed=more, expected=code))
        return result

    @property
    def has_errors(self) -> bool:
        """Whether something was found that prevents a model."""
        return any(item.level == "error" for item in self._kept)
