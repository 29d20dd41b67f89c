"""Where the checkout is, for tests that start a process of their own."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
