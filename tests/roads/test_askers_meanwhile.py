"""Many ask while releases are published, gone back from and removed: nobody fails, each answer is from one release."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.roads.conftest import NOTES, Curating
from tutor.ask import ask
from tutor.domain import Answer
from tutor.parts import Parts
from tutor.releases import prune, publish, rollback
from tutor.settings import read_settings

BEES, *_ = NOTES
WARM = "How warm is a brood nest?"
ASKERS = int(os.environ.get("GROUNDWORK_ASKERS", "20"))
SWITCHES = int(os.environ.get("GROUNDWORK_SWITCHES", "12"))

ELSEWHERE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tutor.ask import ask
from tutor.parts import Parts
from tutor.settings import read_settings
parts = Parts(read_settings(home=Path(sys.argv[1]), redraws=0))
print("ready", flush=True)
while not Path(sys.argv[2]).exists():
    answer = ask(sys.argv[3], [], parts, datetime.now(UTC)).answer
    (statement, *_) = answer.stated
    print(answer.fingerprint.releases["notes"], statement.claim.text, sep="|", flush=True)
"""


@pytest.mark.timeout(600)
def test_twenty_askers(curating: Curating, tmp_path: Path) -> None:
    """In threads of one process and in another, each is answered with what the release says that it names."""
    says = {}
    for warm in ("35", "36"):
        curating.write(BEES, NOTES[BEES].replace("35", warm))
        says[curating.load().release] = f"{warm} degrees"
    first, second = says
    switching = curating.parts()
    asked = Parts(read_settings(home=curating.home, redraws=0))
    asked.embedder = curating.embedder
    done = threading.Event()
    other = subprocess.Popen(
        [sys.executable, "-c", ELSEWHERE, str(curating.home), str(tmp_path / "done"), WARM],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"

    def asker() -> list[Answer]:
        answers: list[Answer] = []
        while not done.is_set() or not answers:
            answers.append(ask(WARM, [], asked, NOW).answer)
        return answers

    with ThreadPoolExecutor(ASKERS) as pool:
        askers = [pool.submit(asker) for _ in range(ASKERS)]
        try:
            for number in range(SWITCHES):
                if number % 2:
                    publish("notes", second, switching, NOW)
                else:
                    rollback("notes", switching, NOW)
                if number == SWITCHES // 2:  # a third release comes and goes
                    curating.write(BEES, NOTES[BEES].replace("35", "37"))
                    says[curating.load().release] = "37 degrees"
                done.wait(0.2)
            publish("notes", second, switching, NOW)
            prune("notes", 0, switching, NOW)
            done.wait(0.5)
        finally:
            done.set()
            (tmp_path / "done").touch()
    seen = [(each.fingerprint.releases["notes"], each.stated[0].claim.text) for one in askers for each in one.result()]
    told, said = other.communicate(timeout=60)
    assert other.returncode == 0, said
    seen += [(release, text) for release, _, text in (line.partition("|") for line in told.splitlines())]
    assert [each for each in seen if says[each[0]] not in each[1]] == []
    assert {first, second} <= {release for release, _ in seen}
    print(f"{len(seen)} answers by {ASKERS} askers and another process, {SWITCHES} switches, no failure")
