"""A run's logs, as the exports that a firm, its platforms and its market research would have."""
