"""A user's own exports fit the parameters that they inform, with ranges, checks and a period held out."""
