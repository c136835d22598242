"""The address of a run's report: served as it lies there, and locked up by its headers."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.evals.stored import report_of
from tutor.errors import GroundworkError

_AT = "/eval-report"
# The report is a page with scripts of its own. Whatever it is, it belongs to no site (sandbox), so it sees nothing of
# this page, and it fetches nothing from anywhere.
POLICY = (
    "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


def address(run: str) -> str:
    """Where the report of that run is."""
    return f"{_AT}/{quote(run, safe='')}"


def _report(request: Request) -> Response:
    path = _path(request.path_params["run"])
    try:
        held = path.read_bytes() if path else None
    except OSError:
        held = None
    if held is None:
        return PlainTextResponse("There is no such report.", HTTPStatus.NOT_FOUND)
    headers = {"content-security-policy": POLICY, "cache-control": "no-store"}
    return Response(held, media_type="text/html; charset=utf-8", headers=headers)


def _path(run: str) -> Path | None:
    from app import session  # opens more than the server needs to start

    try:
        return report_of(session.settings().runs, run) if session.is_local() else None
    except GroundworkError:
        return None


ROUTES = (Route(f"{_AT}/{{run}}", _report, methods=["GET"]),)
