"""The smoke suite: every kind of case on the tutor without a model, and on a scripted model that is not to be trusted.

`python -m tests.evals.smoke` asks and scores both and writes the baselines anew: look at `compare` before you do.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.material import SMOKE, Material, material
from evals.run import Limits, Order, run
from evals.score import score
from evals.scored import Scored, keep, read_scored
from evals.scoring import SCORERS
from tests.loopback import LoopbackModel, Reply, Request
from tests.loopback.answers import INVENTED, asked, quoting, resolving, unsupported
from tutor.models.local_judge import bundled_judge
from tutor.parts import Parts
from tutor.settings import read_settings

ROOT = Path(__file__).parent.parent.parent
RESULTS = ROOT / "evals" / "results"
NO_MODEL, LOOPBACK = RESULTS / "smoke-no-model.jsonl", RESULTS / "smoke-loopback.jsonl"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_EPOCHS = 2  # of the model, so that what it says of its own stability can be held against what is found


def no_model(home: Path, out: Path) -> Path:
    """Ask the whole smoke suite without a model; the folder of the run."""
    return _asked(Parts(read_settings(home=home)), material(SMOKE), out, 1)


def of_model(home: Path, out: Path) -> Path:
    """Ask the answerable part of the smoke suite of one corpus, of a model that wavers; the folder of the run."""
    whole = material(SMOKE)
    cases = tuple(case for case in whole.cases if case.corpus == "sql-analytics" and not case.planted)
    with LoopbackModel(wavering()) as model:
        settings = read_settings(home=home, model="loopback", base_url=model.base_url, most_redraws=3)
        return _asked(Parts(settings), Material(cases, whole.folders), out, _EPOCHS)


def _asked(parts: Parts, cases: Material, out: Path, epochs: int) -> Path:
    stopped = run(Order(SMOKE, cases, parts, out, epochs), Limits(errors=0), NOW)
    assert not stopped
    return out


def scored(out: Path) -> Scored:
    """The run with the values of every scorer, by a judge that no mutant has touched."""
    return score(out, SCORERS, bundled_judge())


def read(path: Path) -> Scored:
    """A run that was scored, or a baseline that was kept."""
    return read_scored(path, SCORERS)


def wavering() -> Callable[[Request], Reply]:
    """A model that says two true things, or one of them: by turns from question to question, and from redraw to redraw.

    Beside them it says each time what its quote does not carry, and every other time what stands nowhere.
    """
    lock, answered = threading.Lock(), Counter[str]()

    def script(request: Request) -> Reply:
        if any('"follow_up"' in text for text in request.texts):
            return resolving(request)
        seed = request.body.get("seed")
        question = asked(request).question
        with lock:
            turn = answered[question] if seed is None else int(seed) + request.choice
            answered[question] += seed is None
        true, false = _sentences(quoting(request)), _sentences(unsupported(request))
        invented = {"text": INVENTED, "quotes": [{**true[0]["quotes"][0], "words": INVENTED}]}
        said = [*true, false[0]] if turn % 2 == 0 else [*true[-1:], false[-1], invented]
        return Reply(text=json.dumps({"sentences": said, "not_in_sources": ""}, ensure_ascii=False))

    return script


def _sentences(reply: Reply) -> list[dict[str, Any]]:
    sentences: list[dict[str, Any]] = json.loads(reply.text)["sentences"]
    return sentences


def main() -> None:
    """Write both baselines."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "home"
        for name, ask, path in (("no-model", no_model, NO_MODEL), ("loopback", of_model, LOOPBACK)):
            keep(scored(ask(home, Path(folder) / name)), path)
            print(path)


if __name__ == "__main__":
    main()
