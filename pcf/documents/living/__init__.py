"""The living page: a document in both languages with an interactive view of its result."""
