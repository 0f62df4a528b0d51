"""The tests. This file makes them a package, because agentpy installs one of the same name, which would hide a folder."""
