"""Targets: one model under several rules, and what makes their results differ."""
