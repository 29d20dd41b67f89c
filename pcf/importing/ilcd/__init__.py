"""ILCD and TIDAS: one tree, two spellings."""
