"""Opens the machines on one home with whatever chat model and settings a test wants."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import NOW
from tests.loopback import LoopbackModel, Reply, Script
from tutor.ask import ask
from tutor.domain import Answer
from tutor.models.embedder import Embedder
from tutor.parts import Parts
from tutor.settings import read_settings
from tutor.store.record import Exchange

GRAIN = "What is the grain of a table?"  # answered by the corpus `sql`


@dataclass
class Asking:
    """Opens `Parts` on one home, each with the chat model and the settings that a test wants."""

    home: Path
    embedder: Embedder
    stack: ExitStack = field(default_factory=ExitStack)

    def model(self, script: Script | Reply, key: str = "") -> LoopbackModel:
        """A model that runs until the test ends."""
        return self.stack.enter_context(LoopbackModel(script, key))

    def parts(self, model: LoopbackModel | None = None, **chosen: object) -> Parts:
        """Parts that ask `model` once more after each answer, and never try again."""
        plugged = {"model": "loopback", "base_url": model.base_url} if model else {}
        parts = Parts(read_settings(**{"home": self.home, "redraws": 1, "retries": 0, **plugged, **chosen}))
        parts.embedder = self.embedder  # the one it would open, opened already
        self.stack.callback(parts.record.close)
        return parts

    def answer(self, script: Script | Reply, question: str = GRAIN, **chosen: object) -> Answer:
        """What `question` is answered with when the model follows `script`."""
        return ask(question, [], self.parts(self.model(script), **chosen), NOW).answer

    def on_record(self) -> list[Exchange]:
        """All questions with their answers, newest first, read anew from the disk."""
        return self.parts().record.exchanges()
