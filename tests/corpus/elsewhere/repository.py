"""A git repository that a test makes, commit by commit."""

from __future__ import annotations

import os
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class Repository:
    """A repository in `folder`, with commits of a fixed author and day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "uploadpack.allowFilter", "true")

    @property
    def address(self) -> str:
        """Where it is fetched from."""
        return f"file://{self.folder}"

    def git(self, *arguments: str) -> str:
        """What git prints."""
        day = "2026-10-03T12:00:00Z"
        who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
               for key, value in (("NAME", "A"), ("EMAIL", "a@b.example"), ("DATE", day))}  # fmt: skip
        environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull}
        command = ["git", "-c", "protocol.file.allow=always", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        """Write one file."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, "utf-8")

    def commit(self, tag: str = "") -> str:
        """Commit all there is, and give it a tag."""
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--message", "notes")
        if tag:
            self.git("tag", "--annotate", tag, "--message", tag)
        return self.git("rev-parse", "HEAD")


class Served:
    """The repositories below `folder` over HTTP as servers of git speak it, while the `with` block runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []

    @property
    def root(self) -> str:
        """Its address, without `/` at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        served = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                served.answer(self)

            def do_POST(self) -> None:
                served.answer(self)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it is called with
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="served")
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, connection: BaseHTTPRequestHandler) -> None:
        """Have git's own server program answer, as the CGI it is."""
        path, _, query = connection.path.partition("?")
        self.asked.append(path)
        headers = connection.headers
        said = connection.rfile.read(int(headers.get("Content-Length") or 0))
        environment = {
            **os.environ, "GIT_PROJECT_ROOT": str(self.folder), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path,
            "QUERY_STRING": query, "REQUEST_METHOD": connection.command, "CONTENT_LENGTH": str(len(said)),
            "CONTENT_TYPE": headers.get("Content-Type", ""), "GIT_PROTOCOL": headers.get("Git-Protocol", ""),
            "HTTP_CONTENT_ENCODING": headers.get("Content-Encoding", ""),
        }  # fmt: skip
        done = subprocess.run(["git", "http-backend"], input=said, env=environment, capture_output=True, check=True)
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        connection.send_response(int(fields.pop("Status", "200 OK").split()[0]))
        for name, value in fields.items():
            connection.send_header(name, value)
        connection.end_headers()
        connection.wfile.write(body)
