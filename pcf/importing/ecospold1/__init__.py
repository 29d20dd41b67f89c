"""ecoSpold 1: data sets by number."""
