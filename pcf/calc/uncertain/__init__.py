"""Draws of the distributions that a project states: inputs, draws, statistics, comparison."""
