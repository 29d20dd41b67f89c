"""Linear systems of life cycles as arrays: intensities, portfolios, derivatives, draws, traversal.

Pure functions on matrices: no files, no datasets, no rules. Rooms above decide what the columns
are; here a column is a process and a row its product.
"""
