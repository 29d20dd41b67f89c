"""What stands on each sheet: one module per declaration."""
