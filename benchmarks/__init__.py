"""Speed and memory of pcf beside its peers; see README.md here."""
