"""SimaPro CSV: processes with products, wastes, substances, parameters and formulas."""
