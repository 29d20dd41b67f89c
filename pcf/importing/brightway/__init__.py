"""Brightway: Excel inventories, ``bw2package`` and projects in; datapackages and projects out."""
