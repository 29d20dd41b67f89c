"""Safe repairs of a project folder: which finding has one, where it goes, and writing it."""
