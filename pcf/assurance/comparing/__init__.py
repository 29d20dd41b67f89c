"""Two states of a study side by side: what changed, and what the change of the total is made of."""
