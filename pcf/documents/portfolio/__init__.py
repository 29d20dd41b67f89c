"""Several products, scenarios or targets side by side, and which of them may be compared."""
