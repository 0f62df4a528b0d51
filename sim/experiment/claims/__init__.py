"""The source paper's claims, each put to the test in worlds drawn from what nobody knows."""
