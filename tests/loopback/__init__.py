"""The tests' double of a chat model: a real HTTP server on the loopback interface, scripted by the test."""

from tests.loopback.rejecting import Wording, rejecting
from tests.loopback.script import Reply, Request, Script
from tests.loopback.server import LoopbackModel

__all__ = ["LoopbackModel", "Reply", "Request", "Script", "Wording", "rejecting"]
