"""Many results in one run: portfolios of projects, variants and supplier sets."""
