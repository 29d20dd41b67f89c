"""Declarations that somebody else can check: sealed bundles, signatures, verification."""
