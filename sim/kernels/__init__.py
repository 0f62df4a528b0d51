"""Compiled functions over plain arrays: the inner loops of the day, without objects or state."""
