"""Link the rows of a model to their suppliers and walk the supply chain that results."""
