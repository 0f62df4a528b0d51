"""Experiments on worlds: replicates, paired comparisons, results folders and reports."""
