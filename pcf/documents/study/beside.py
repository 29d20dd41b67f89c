"""A share printed beside a limit: with the digits that tell the two apart."""

from __future__ import annotations

from pcf.documents.digits import share_text

#: Places of a percentage that are tried.
_MOST = 12


def share_beside(share: float, limit: float) -> str:
    """Share (0..1) in percent, with more digits while it would read like the limit.

    A gap of 5.00004 % against 5 % is printed as ``5.00004 %`` and not as ``5.0 %``.
    """
    if share == limit or share_text(share) != share_text(limit):
        return share_text(share)
    for places in range(2, _MOST):
        told = f"{share * 100:.{places}f}"
        if told != f"{limit * 100:.{places}f}":
            return f"{told} %"
    return share_text(share)
