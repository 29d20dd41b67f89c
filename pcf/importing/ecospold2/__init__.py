"""ecoSpold 2: activities linked by identifier."""
