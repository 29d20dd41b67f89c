"""The one root of every exception that pcf raises on purpose.

=================  ====  ==================================================
Exception          Exit  Meaning
=================  ====  ==================================================
`PcfError`          2    could not be done; `findings` say what and where
`UsageError`        2    the call itself is wrong (unknown name, option …)
=================  ====  ==================================================

Whatever else escapes is a bug of pcf and ends with exit code 70.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pcf.findings import Finding


class PcfError(Exception):
    """Something cannot be done; every reason is a finding.

    Parameters
    ----------
    findings
        The reasons, in the order in which they were met. All faults of one pass are kept.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__("\n".join(f"{f.code} {f.message('en')}" for f in self.findings))


class UsageError(PcfError):
    """The call is wrong: an unknown name, address, scenario or option."""
