"""The server of the page: who gets in, what is sent, and how it starts and stops."""
