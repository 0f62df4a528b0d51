"""Why two worlds differ: the first consumer whose day differed, and what came of that, step by step."""
