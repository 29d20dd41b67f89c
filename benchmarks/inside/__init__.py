"""Experiments inside one process: the same arrays for both sides, timed alternately."""
