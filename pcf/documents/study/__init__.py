"""Study report after GB/T 24067 and ISO 14067, and the plain summary for a buyer."""
