"""What the project measures of itself: `python -m benchmarks`. Nothing in `sim` imports this."""
