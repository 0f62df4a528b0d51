"""Which unknowns move an outcome, or the difference between two policies, and how surely."""
