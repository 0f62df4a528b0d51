"""Known regularities of markets, each as a function that computes its figure from logs, real or simulated."""
