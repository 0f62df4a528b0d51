"""The web page, made of Solara components."""
