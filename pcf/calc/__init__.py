"""From a model to its footprint: allocate, assemble, solve, score, explain."""
