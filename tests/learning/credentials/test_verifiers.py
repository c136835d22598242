"""What we issue is verified by programs of others, and what is forged is rejected by them and by us. Needs node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.conftest import NOW, ROOT
from tests.learning.credentials.making import badge_of, identity, tampered
from tutor.domain.credentials import Outcome
from tutor.learning.credentials.checks import verified
from tutor.learning.credentials.contexts import bundled
from tutor.learning.credentials.endorsement import endorsement

Json = dict[str, Any]
_HERE = Path(__file__).parent / "verifiers"
_INSTALLED = ROOT / "build" / "verifiers"


@pytest.fixture(scope="module")
def verifiers() -> Path:
    """The folder of the verifiers, installed when it is first needed and after their versions changed."""
    npm = shutil.which("npm")
    if shutil.which("node") is None or npm is None:
        pytest.skip("node is not installed: the verifiers of others were not asked")
    _INSTALLED.mkdir(parents=True, exist_ok=True)
    with FileLock(_INSTALLED / ".lock"):
        wanted = (_HERE / "package.json").read_bytes()
        ready = _INSTALLED / ".ready"
        if not ready.is_file() or ready.read_bytes() != wanted:
            (_INSTALLED / "package.json").write_bytes(wanted)
            command = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
            done = subprocess.run(command, cwd=_INSTALLED, capture_output=True, text=True, timeout=250, check=False)
            if done.returncode:
                pytest.skip(f"the verifiers of others could not be installed: {done.stderr[-300:]}")
            ready.write_bytes(wanted)
        shutil.copyfile(_HERE / "verify.mjs", _INSTALLED / "verify.mjs")
    return _INSTALLED


def asked(folder: Path, *rows: Json) -> list[Json]:
    """What the verifiers say of each row."""
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    command = ["node", "verify.mjs"]
    done = subprocess.run(command, cwd=folder, input=lines, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(said) == len(rows)
    return said


def verdicts(said: Json) -> dict[str, bool]:
    """Who says that it verifies."""
    return {name: each["verified"] for name, each in said.items()}


ALL = {"rdfc": True, "jcs": True, "core": True}


def test_what_we_issue_is_verified(verifiers: Path) -> None:
    """A badge, an endorsement of it, and a badge of an organisation verify with both suites and both libraries."""
    ours, client, firm = identity(), identity(2), identity(3, "example.org/people")
    signed = badge_of(ours)
    endorsed = endorsement(signed, "Saw it myself.", client.party("A client"), client.key, NOW, bundled())
    said = asked(
        verifiers,
        {"credential": signed},
        {"credential": endorsed},
        {"credential": badge_of(firm), "documents": {firm.did: firm.document}},
    )
    assert verdicts(said[0]) == ALL, said[0]
    assert verdicts(said[1]) == ALL, said[1]
    # the second library resolves did:web over the network alone
    assert verdicts(said[2]) == {**ALL, "core": False}, said[2]


def test_what_is_forged_is_rejected_by_all(verifiers: Path) -> None:
    """Another result, issuer's name, issuer, date of signing or a field more: they reject it, and so do we."""
    forged = tampered(badge_of(identity()))
    said = asked(verifiers, *({"credential": each} for each in forged.values()))
    for name, answer in zip(forged, said, strict=True):
        assert not any(verdicts(answer).values()), (name, answer)
        assert verified(forged[name], NOW, {}, bundled()).holds is Outcome.FAILED, name
