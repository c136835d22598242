"""`python -m tests.loopback`: a model to try the tutor with by hand, well behaved or not."""

from __future__ import annotations

import argparse
import contextlib
import threading
from collections.abc import Mapping
from dataclasses import replace

from tests.loopback import answers, judging
from tests.loopback.script import Reply, Request, Script
from tests.loopback.server import LoopbackModel


def _slow(request: Request) -> Reply:
    """The honest answer at the pace of a small machine."""
    return replace(answers.resolving(request), pause_first=3.0, pause_each=0.1)


def _cut(request: Request) -> Reply:
    """The honest answer, with the connection closed in the middle."""
    reply = answers.resolving(request)
    return replace(reply, cut_after=len(reply.streamed) // 2)


def _stall(request: Request) -> Reply:
    """The honest answer, of which the second half never comes."""
    reply = answers.resolving(request)
    return replace(reply, stall_after=len(reply.streamed) // 2)


BEHAVIOURS: Mapping[str, Script] = {
    "good": judging.beside(answers.resolving),
    "slow": _slow,
    "wrong-quotes": answers.wrong_quotes,
    "unsupported": answers.unsupported,
    "injected": answers.injected,
    "prose": answers.prose,
    "broken-json": answers.truncated,
    "cut": _cut,
    "stall": _stall,
    "429": lambda _: Reply(status=429, retry_after="2"),
    "500": lambda _: Reply(status=500),
}


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.loopback", description=__doc__)
    parser.add_argument("--port", type=int, default=8900, help="0 takes any that is free (default: %(default)s)")
    parser.add_argument("--behaviour", choices=BEHAVIOURS, default="good", help="(default: %(default)s)")
    given = parser.parse_args()
    with LoopbackModel(BEHAVIOURS[given.behaviour], port=given.port) as model:
        print(f"{given.behaviour} model at {model.base_url}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
