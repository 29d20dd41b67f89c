"""What a project can do with documents; `pcf.api.Project` has these methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pcf.i18n import Language

if TYPE_CHECKING:
    from pcf.documents.portfolio.run import Counted
    from pcf.documents.report import Report
    from pcf.documents.run import Reportable


class ReportVerbs:
    """Methods of a project that concern documents for people."""

    def report(
        self: Reportable,
        kind: str,
        *targets: str,
        lang: Language = "en",
        draft: bool = False,
    ) -> Report:
        """Make a study report, a declaration sheet, or the reconciliation of two targets.

        Parameters
        ----------
        kind
            ``study`` (report after GB/T 24067 and ISO 14067), ``summary`` (for a buyer),
            ``eu-battery``, ``miit``, ``gbt24067`` or ``reconciliation``.
        *targets
            Target of a sheet: without it the only one whose rule fits. Of ``study`` and
            ``summary`` one or none, which is the project as it is. Two of a reconciliation;
            ``base`` is the project as it is.
        draft
            Give the sheet while findings stand against it, marked as a draft.

        Returns
        -------
        Report
            Its `document` is None while findings at error level stand.

        Raises
        ------
        UsageError
            ``US034`` for an unknown kind; ``RP001`` to ``RP005`` when the targets do not fit it.
        PcfError
            When a target cannot be computed.
        """
        from pcf.documents.run import Order, report_project

        return report_project(self, Order(kind, targets, lang, draft, self.refused_claims()))

    def portfolio(
        self: Counted,
        *others: Counted,
        scenarios: Sequence[str] = (),
        targets: Sequence[str] = (),
        lang: Language = "en",
    ) -> Report:
        """Put the project, its scenarios and targets, and other projects side by side.

        Parameters
        ----------
        *others
            Further projects.
        scenarios, targets
            Which of every project are listed beside the base case; ``all`` = each of them.

        Raises
        ------
        PcfError
            ``RP041`` and what keeps a project from being computed.
        """
        from pcf.documents.portfolio.run import Cases, gather, portfolio_report

        named = [("", self), *((other.folder.as_posix(), other) for other in others)]
        return portfolio_report(gather(named, Cases(tuple(scenarios), tuple(targets))), lang)
