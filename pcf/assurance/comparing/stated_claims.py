"""What a study says of its result against another one, told without reading any declaration."""

from __future__ import annotations

from collections.abc import Mapping

from pcf.model import StudyValue

#: Statements of a study that set its result against another one.
_CLAIMS = ("tracking.claim", "goal.comparative_claim", "label.reduction")
CLAIM_REFUSED = "CP020"
#: What is told of claims without refusing them.
CLAIM_TOLD = ("CP024", "CP025", "CP026")


def claims_of(study: Mapping[str, StudyValue]) -> tuple[tuple[str, StudyValue], ...]:
    """Give the statements of a study that set its result against another one."""
    held = [(key, study[key]) for key in _CLAIMS if key in study]
    if not held:
        return ()
    from pcf.assurance.comparing.claim_words import claims

    return tuple((key, value) for key, value in held if claims(value))
