"""`trm app`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from sim.cli import options
from sim.cli.terminal import say_if_cold
from sim.errors import InputError


def app(
    host: Annotated[
        str, typer.Option(help="Address to listen at. 0.0.0.0 lets everybody on the network open the page.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at; 0 takes any that is free.")] = 8765,
    visitors: Annotated[int, typer.Option(help="Pages that are open at most; who comes later is told so.")] = 40,
    workers: options.Workers = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    ahead: Annotated[
        bool, typer.Option(help="Run the first question of the start page before anybody asks it.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the address as one JSON document.")] = False,
) -> None:
    """Serve the page until Ctrl-C."""
    for name, value, least, most in (("port", port, 0, 65535), ("visitors", visitors, 1, 1000)):
        if not least <= value <= most:
            raise InputError(f"{value} will not do", where=name, allowed=f"{least} to {most}")
    if workers is not None and workers < 1:
        raise InputError(f"{workers} will not do", where="workers", allowed="1 or more")
    from sim.ui.serving.server import check_packages, is_loopback, serve

    check_packages()
    say_if_cold()

    def ready(address: str) -> None:
        if as_json:
            import json

            print(json.dumps({"address": address}), flush=True)
        else:
            print(f"The page is at {address} (Ctrl-C ends it)", flush=True)
            if not is_loopback(host):
                print("Anybody who can reach this machine over the network can open it.", flush=True)
        if open_browser:
            import webbrowser

            webbrowser.open(address)

    serve(host, port, workers=workers, visitors=visitors, ahead=ahead, ready=ready)
    print("The page is closed.", file=sys.stderr, flush=True)
