"""A short verb runs without the search for reference cycles, and leaves it as it was."""

from __future__ import annotations

import gc

import pytest

from pcf.commands import check, main


@pytest.mark.parametrize("words", [["--rules", "gbt24067"], ["--rules", "nowhere"]])
def test_a_check_in_a_longer_process_leaves_the_search_on(project, words, monkeypatch) -> None:
    seen: list[bool] = []
    checked = check._checked

    def noted(*given):
        seen.append(gc.isenabled())
        return checked(*given)

    monkeypatch.setattr(check, "_checked", noted)
    frozen = gc.get_freeze_count()
    main(["check", "-C", str(project), "-q", *words])
    assert seen == [False]
    assert (gc.isenabled(), gc.get_freeze_count()) == (True, frozen)
