"""openLCA JSON-LD: both versions of the schema."""
