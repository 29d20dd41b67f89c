import pytest


@pytest.fixture(autouse=True)
def _screen(monkeypatch):
    monkeypatch.setenv("PCF_LANG", "en")
    monkeypatch.setenv("COLUMNS", "100")
