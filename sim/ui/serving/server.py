"""The server as a process: it takes its port, warms the engine, tells its address, and stops when it is told to."""

from __future__ import annotations

import errno
import logging
import socket
import threading
import time
from collections.abc import Callable
from importlib.util import find_spec

from sim.errors import InputError, RunError
from sim.ui.background import in_background, wait_for_background
from sim.ui.engine import Engine, engine

_PACKAGES = ("anywidget", "ipyvuetify", "rustworkx", "solara", "starlette", "uvicorn")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_INSTALL = "install them with: pip install 'trm-lab[page]'"
MESSAGE_BYTES = 1_000_000
"""A browser sends no larger message; the connection of one that does ends."""
_GRACE_SECONDS = 1
_LEAVING_SECONDS = 10.0
"""How long the server waits for its threads when it ends: one that imports something is done by then."""
_AHEAD_SECONDS = 30.0
"""How long the server keeps who started it waiting for what is run ahead; after that it goes on beside visitors."""
_SILENT_SECONDS = 60.0
"""How long a page may say nothing to a ping: a busy classroom's network, or processor, is no reason to lose it."""


def serve(
    host: str, port: int, *, workers: int | None, visitors: int, ahead: bool, ready: Callable[[str], None]
) -> None:
    """Serve the page until the process is told to stop; `ready` is told the address once everything is warm.

    With `ahead` the first question of the start page is run before that, so that its first visitor need not wait.

    Raises
    ------
    InputError
        The page's packages are missing, or host and port cannot be had.
    RunError
        The workers cannot be started.
    """
    check_packages()
    listener = _listen(host, port)
    try:
        _run(listener, engine(workers), visitors, ahead, ready)
    finally:
        listener.close()


def check_packages() -> None:
    """Raise InputError unless what the page needs is installed."""
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise InputError(f"the page needs packages that are not installed ({', '.join(missing)}); {_INSTALL}")
    from sim.ui.serving.quiet import assets_folder, widgets_folder

    for folder in (assets_folder() / "@widgetti", widgets_folder() / "jupyter-vuetify"):
        if not folder.is_dir():
            raise InputError(f"the page's scripts are not installed; {_INSTALL}")


def is_loopback(host: str) -> bool:
    """True for a host that this machine alone can reach."""
    return host in _LOOPBACK


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family)
    except socket.gaierror:
        raise InputError(
            f"'{host}' is no address of this machine", where="host", allowed="127.0.0.1 or 0.0.0.0"
        ) from None
    except (OSError, OverflowError) as problem:
        number = getattr(problem, "errno", None)
        if number == errno.EADDRINUSE:
            raise InputError(
                f"port {port} is taken",
                where="port",
                allowed=f"another one, such as {port + 1}, or 0 for any that is free",
            ) from None
        if number == errno.EACCES:
            raise InputError(
                f"port {port} may not be opened by you",
                where="port",
                allowed="1024 to 65535, or 0 for any that is free",
            ) from None
        raise InputError(f"{host}, port {port}, cannot be had ({problem})", where="host") from None


def _run(listener: socket.socket, own: Engine, visitors: int, ahead: bool, ready: Callable[[str], None]) -> None:
    from sim.ui.serving.quiet import quieten

    quieten()
    import uvicorn

    from sim.ui.serving.room import Room
    from sim.ui.serving.routes import page_server

    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    ready_now = threading.Event()
    server = uvicorn.Server(
        uvicorn.Config(
            page_server(Room(visitors), is_ready=ready_now.is_set),
            log_config=None,
            access_log=False,
            server_header=False,
            ws_max_size=MESSAGE_BYTES,
            ws_ping_timeout=_SILENT_SECONDS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
    )
    address = _address(listener)
    failed: list[RunError] = []

    def warm() -> None:
        try:
            own.start()
        except RunError as problem:
            failed.append(problem)
            server.should_exit = True
            return
        if ahead and not server.should_exit:
            from sim.ui.ahead import run_ahead

            until = time.monotonic() + _AHEAD_SECONDS
            for ticket in run_ahead():
                ticket.wait(until - time.monotonic())
        if not server.should_exit:
            ready_now.set()
            ready(address)

    try:
        in_background(warm)
        server.run([listener])
    except KeyboardInterrupt:  # how uvicorn passes on what told it to stop
        pass
    finally:
        server.should_exit = True
        own.stop()
        wait_for_background(_LEAVING_SECONDS)
    if failed:
        raise failed[0]


def _address(listener: socket.socket) -> str:
    """How this machine, or others on its network when it listens to them, reach the page."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = _outward() or socket.gethostname()
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _outward() -> str | None:
    """The address that this machine has on its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # reserved for documents, so nobody's
        except OSError:
            return None
        return str(probe.getsockname()[0])
