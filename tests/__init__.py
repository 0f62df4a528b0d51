"""The tests; a package, because agentpy installs one of the same name, which would hide a plain folder."""
