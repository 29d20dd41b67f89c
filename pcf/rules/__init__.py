"""Rules as data: rule packs, a small vocabulary of checks, and verdicts clause by clause."""
