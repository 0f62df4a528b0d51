"""What the server answers: the page, its scripts, the kernels of those who got in, and nothing else."""

# mypy: disable-error-code="attr-defined, no-untyped-call"
# (Solara re-exports its names without saying so, and half of its functions have no annotations.)

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

import solara.lab
import solara.server.settings
from anyio import to_thread
from solara.server import app as solara_app
from solara.server import kernel_context
from solara.server import server as solara_server
from solara.server import starlette as solara_starlette
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import Scope
from starlette.websockets import WebSocket

from sim.ui.serving.document import document, language_of, room_full
from sim.ui.serving.failure import hide_tracebacks
from sim.ui.serving.guards import STATIC_POLICY, SecurityHeaders, is_own_origin
from sim.ui.serving.quiet import assets_folder, widgets_folder
from sim.ui.serving.room import Room

RETRY_SECONDS = 30
_NAME = re.compile(r"[A-Za-z0-9._-]{1,128}")
# Solara's own: to look into somebody's kernel, and to leave one behind when the page is closed.
_NOT_FROM_LINKS = {"kernelid", "modelid", "solara-no-close-beacon"}
_SITE = "sim.ui.serving.site"


def page_server(room: Room, *, is_ready: Callable[[], bool]) -> Starlette:
    """The application.

    Parameters
    ----------
    room
        Who gets in.
    is_ready
        Whether what is asked for is answered at once; the page is served before that as well.
    """
    door = _Door(room, is_ready)
    return Starlette(
        routes=[
            Route("/", door.page),
            Route("/readyz", door.readyz),
            WebSocketRoute("/jupyter/api/kernels/{kernel_id}/channels", door.kernel),
            Route("/jupyter/api/kernels/{kernel_id}", door.still_there),
            Route("/_solara/api/close/{kernel_id}", door.close, methods=["POST"]),
            # Not Solara's own route to these: it fetches from elsewhere what it does not find, for whoever asks.
            Mount("/_solara/cdn", _Assets(directory=assets_folder())),
            Mount("/jupyter/nbextensions", solara_starlette.StaticNbFiles()),
            Mount("/static/assets", solara_starlette.StaticAssets()),
            Mount("/static", solara_starlette.StaticFilesOptionalAuth(directory=solara_server.solara_static)),
        ],
        middleware=[Middleware(SecurityHeaders), *solara_starlette.middleware],
        lifespan=_lifespan(room),
    )


def _lifespan(room: Room) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        hide_tracebacks()
        solara.server.settings.theme.loader = "trm"  # what is said while the page opens, in `sim/ui/templates`
        solara_server.nbextensions_directories[:] = [widgets_folder()]
        solara_app.apps["__default__"] = solara_app.AppScript(_SITE)
        solara_starlette.on_startup()
        unhook = solara.lab.on_kernel_start(lambda: _tell(room))
        try:
            yield
        finally:
            unhook()
            await to_thread.run_sync(solara_starlette.on_shutdown)

    return lifespan


def _tell(room: Room) -> Callable[[], None]:
    kernel = str(solara.get_kernel_id())
    return lambda: room.gone(kernel)


class _Door:
    """Requests of visitors, and whether they get in."""

    def __init__(self, room: Room, is_ready: Callable[[], bool]) -> None:
        self._room, self._is_ready = room, is_ready

    async def readyz(self, request: Request) -> Response:
        """Tell those who watch the server whether it answers."""
        if self._is_ready():
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "starting"}, HTTPStatus.SERVICE_UNAVAILABLE)

    async def page(self, request: Request) -> Response:
        """The page, or the one that says that there is no room."""
        query = parse_qsl(request.url.query, keep_blank_values=True)
        own = [(key, value) for key, value in query if key not in _NOT_FROM_LINKS]
        if len(own) < len(query):
            return RedirectResponse(f"./?{urlencode(own)}")
        language = language_of(request.query_params.get("lang"), request.headers.get("accept-language"))
        session = _session(request) or str(uuid4())
        if not self._room.expect(session, keep=request.method != "HEAD"):
            return HTMLResponse(
                room_full(language, request.url.query),
                HTTPStatus.SERVICE_UNAVAILABLE,
                {
                    "retry-after": str(RETRY_SECONDS),
                    "cache-control": "no-store",
                    "content-security-policy": STATIC_POLICY,
                },
            )
        response = HTMLResponse(document(language), headers={"cache-control": "no-store"})
        response.set_cookie(
            solara_server.COOKIE_KEY_SESSION_ID,
            session,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response

    async def still_there(self, request: Request) -> Response:
        """What a page asks after its connection broke, before it connects again."""
        return JSONResponse({"id": request.path_params["kernel_id"], "name": "page"})

    async def kernel(self, websocket: WebSocket) -> None:
        """The connection of an open page to its kernel."""
        kernel = websocket.path_params["kernel_id"]
        page = websocket.query_params.get("session_id", "")
        session = _session(websocket) or f"without-a-cookie-{kernel}"
        if not (_NAME.fullmatch(kernel) and _NAME.fullmatch(page) and is_own_origin(websocket.headers)):
            await websocket.close()  # before it was accepted: refused with 403
            return
        entry = self._room.enter(kernel, session)
        for other in entry.closing:
            await to_thread.run_sync(_close, other)
        if not entry.admitted:
            await websocket.close()
            return
        try:
            await solara_starlette.kernel_connection(websocket)
        finally:
            self._room.leave(kernel)
            if kernel not in kernel_context.contexts:
                self._room.gone(kernel)

    def close(self, request: Request) -> Response:
        """What a browser sends when a page is closed: its kernel goes at once."""
        context = kernel_context.contexts.get(request.path_params["kernel_id"])
        page = request.query_params.get("session_id")
        if context is not None and page in context.page_status and context.session_id == _session(request):
            context.page_close(page)
        return Response(status_code=HTTPStatus.NO_CONTENT)


def _session(request: Request | WebSocket) -> str | None:
    return request.cookies.get(solara_server.COOKIE_KEY_SESSION_ID)


def _close(kernel: str) -> None:
    if (context := kernel_context.contexts.get(kernel)) is not None:
        context.close(reason="cull")


class _Assets(solara_starlette.StaticFilesOptionalAuth):
    """Files whose address has their version in it, so that a browser asks for them once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            response.headers["cache-control"] = solara_starlette.immutable_cache_control()
        return response
