"""A visitor without a browser: speaks to the server as the page's own script does."""

import http.client
import json
import urllib.request
import uuid

from websockets.sync.client import connect


def get(address, path="", method="GET", **headers):
    """Status, headers and text of an answer; an error status is an answer too, and no redirect is followed."""
    host = address.split("/")[2]
    connection = http.client.HTTPConnection(host, timeout=30)
    try:
        connection.request(method, f"/{path}", headers={key.replace("_", "-"): value for key, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


class Visitor:
    """Opens the page and keeps its kernel until `close`."""

    def __init__(self, address, session=None):
        self.address = address
        self.status, headers, self.document = get(address, **({"cookie": session} if session else {}))
        self.session = session or (headers.get("set-cookie") or "").split(";")[0]
        self.kernel, self.page = str(uuid.uuid4()), str(uuid.uuid4())

    def connect(self, **options):
        """Open the connection to the kernel; raises what websockets raises when it is refused."""
        path = f"jupyter/api/kernels/{self.kernel}/channels?session_id={self.page}"
        self.socket = connect(
            f"ws{self.address.removeprefix('http')}{path}",
            additional_headers={"cookie": self.session},
            max_size=None,
            ping_interval=None,  # the server may be busy with all the other tests
            legacy=True,  # to be closed by `close`, whenever that is
            open_timeout=30,
            close_timeout=0.5,  # what is still unread would keep the other end's farewell waiting
            **options,
        )
        return self

    def run(self, path="/"):
        """Let the server make the page; everything that it sends until it is made."""
        comm = str(uuid.uuid4())
        self.send("comm_open", {"comm_id": comm, "target_name": "solara.control", "data": {}})
        arguments = {"path": path, "dark": False, "themes": {}}
        self.send("comm_msg", {"comm_id": comm, "data": {"method": "run", "args": arguments}})
        sent = []
        while '"finished"' not in (text := self.receive()):
            sent.append(text)
        return "\n".join(sent)

    def receive(self):
        message = self.socket.recv(timeout=120)
        return message if isinstance(message, str) else message.decode("utf-8", "replace")

    def send(self, kind, content):
        header = {"msg_id": str(uuid.uuid4()), "msg_type": kind, "session": self.page, "username": "", "version": "5.3"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self.socket.send(json.dumps(message | {"buffers": []}))

    def close(self):
        """Close the page: as a browser does it, first the connection, then a word to the server."""
        self.socket.close()
        word = urllib.request.Request(
            f"{self.address}_solara/api/close/{self.kernel}?session_id={self.page}",
            data=b"",
            headers={"cookie": self.session},
        )
        urllib.request.urlopen(word, timeout=30).close()
