"""Databases of others: read whole, accounted for row by row, linked by a stated policy."""
