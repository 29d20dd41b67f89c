"""Views of results for people and machines; no view computes."""
