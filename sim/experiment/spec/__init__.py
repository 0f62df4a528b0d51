"""Questions asked of worlds: what may stand in an experiment file, how one is loaded, and what it asks to be run."""
