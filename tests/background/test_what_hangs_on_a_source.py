"""Sources and what rests on them."""

import pytest

from pcf.background.sources import source_use, source_uses
from pcf.errors import UsageError


def test_every_row_hangs_on_its_sources(pcf_open):
    uses = source_uses(pcf_open)
    assert [u.source.key for u in uses][:1] == ["EST"]
    assert len(uses) == len(pcf_open.sources())
    rows = [row for p in pcf_open.processes() for row in pcf_open.exchanges(p.id)]
    assert sum(len(u.exchanges) for u in uses) == sum(len(row.sources) for row in rows)
    for use in uses:
        assert sum(use.tags.values()) == len(use.exchanges)


def test_one_source(pcf_open):
    use = source_use(pcf_open, "MEE2025-47")
    assert all("MEE2025-47" in row.sources for row in use.exchanges)
    assert any(row.process == "elec_coal_cn" for row in use.exchanges)


def test_a_mistyped_key(pcf_open):
    with pytest.raises(UsageError) as caught:
        source_use(pcf_open, "IPCC2060")
    (item,) = caught.value.findings
    assert item.code == "DS070"
    assert item.suggestion == "IPCC2006"
