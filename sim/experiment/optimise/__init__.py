"""The best settings of the levers: the front, the front anew, and which of it holds in worlds that nobody knows."""
