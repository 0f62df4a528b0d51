"""Sweeps: a design over factors, run cell by cell into a folder that survives what befalls it."""
