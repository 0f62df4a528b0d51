"""Widgets of our own: native controls and drawings from plain records, with a script and a style beside each."""
