"""The agents, and the surface on which Mesa sees them."""
