"""Small widgets of the page, each with its script and its style beside it."""
