"""Plain tables of processes and exchanges: CSV, TSV, XLSX and Parquet, in and out."""
