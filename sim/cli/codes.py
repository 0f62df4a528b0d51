"""Exit codes of the command."""

SUCCESS, INTERNAL_FAILURE, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130
