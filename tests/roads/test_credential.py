"""The road of credentials and its commands: issued, verified, endorsed, and nothing lost on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from tests.conftest import NOW
from tests.learning.credentials.making import ASKED
from tutor.cli import tutor
from tutor.credential import identity, verify
from tutor.domain.credentials import Outcome
from tutor.errors import BadCredential

EVIDENCE: dict[str, Any] = {
    "skill": "Number invoices",
    "description": "Numbers invoices so that they hold in an audit.",
    "rule": "The answer must be carried by the source.",
    "circumstances": "Closed book, graded by words, not supervised.",
    "needed": 1,
    "items": [
        {
            "question": "How are invoices numbered?",
            "answer": "In sequence",
            "verdict": "supported",
            "at": ASKED.isoformat(),
            "cited": [{"words": "An invoice number is used once.", "source": "Invoicing", "release": "r1"}],
        }
    ],
}


class Desk:
    """A machine with a home of its own and a folder to write to."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"
        self.home.mkdir(parents=True)
        self.evidence = folder / "evidence.json"
        self.evidence.write_text(json.dumps(EVIDENCE), "utf-8")

    def run(self, *words: object) -> Result:
        """`tutor credential ...`; what it raises is the result's exception."""
        command = ["credential", *map(str, words)]
        return CliRunner().invoke(tutor, command, env={"TUTOR_HOME": str(self.home)})

    def issued(self, *more: object) -> Path:
        """The folder of a badge."""
        result = self.run("issue", self.evidence, "--learner", "Ada Li", "--to", self.folder / "badge", *more)
        assert result.exit_code == 0, result.output
        return self.folder / "badge"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The learner's machine."""
    return Desk(tmp_path / "learner")


def test_a_badge_is_issued_in_every_form_and_verified(desk: Desk) -> None:
    """Four files; JSON, picture and page verify; what is forged ends with status 1."""
    folder = desk.issued()
    assert sorted(path.name for path in folder.iterdir()) == ["badge.html", "badge.json", "badge.md", "badge.svg"]
    for name in ("badge.json", "badge.svg", "badge.html"):
        result = desk.run("verify", folder / name)
        assert result.exit_code == 0, result.output
        assert "It verifies" in result.output
    forged = (folder / "badge.json").read_text("utf-8").replace("In sequence", "In order")
    (folder / "forged.json").write_text(forged, "utf-8")
    result = desk.run("verify", folder / "forged.json")
    assert result.exit_code == 1
    assert "It does not verify. Do not rely on it." in result.output


def test_what_is_printed_as_json(desk: Desk) -> None:
    """The documented keys, and a link for LinkedIn with the month as people count it."""
    where = "https://example.org/badge.html"
    result = desk.run("issue", desk.evidence, "--learner", "Ada", "--to", desk.folder / "b", "--json",
                      "--published-at", where)  # fmt: skip
    issued = json.loads(result.output)
    assert list(issued) == ["id", "name", "issuer", "valid_from", "files", "linkedin"]
    asked = parse_qs(urlsplit(issued["linkedin"]).query)
    assert asked["certUrl"] == [where]
    assert asked["issueMonth"] == [str(int(issued["valid_from"][5:7]))]
    checked = json.loads(desk.run("verify", issued["files"][0], "--json").output)
    assert list(checked) == ["holds", "kind", "id", "name", "issuer", "issuer_name", "subject", "valid_from", "checks"]
    assert (checked["holds"], checked["id"], checked["subject"]) == ("passed", issued["id"], "Ada")
    assert {frozenset(each) for each in checked["checks"]} == {frozenset(("check", "outcome", "words"))}
    named = json.loads(desk.run("key", "--json").output)
    assert (named["did"], named["address"]) == (issued["issuer"], "")


def test_a_client_endorses_on_a_machine_of_their_own(desk: Desk, tmp_path: Path) -> None:
    """The comment holds for this badge, stands on a new page of it, and one's own comment is refused."""
    folder, client = desk.issued(), Desk(tmp_path / "client")
    said = client.folder / "endorsement.json"
    result = client.run("endorse", folder / "badge.svg", "--name", "A client", "--comment", "Good work", "--to", said)
    assert result.exit_code == 0, result.output
    assert desk.run("verify", said, "--of", folder / "badge.json").exit_code == 0
    result = desk.run("page", folder / "badge.json", "--endorsement", said, "--to", folder / "page.html")
    assert result.exit_code == 0, result.output
    assert "Good work" in (folder / "page.html").read_text("utf-8")
    own = desk.run("endorse", folder / "badge.json", "--name", "Me", "--comment", "Great", "--to", folder / "own.json")
    assert isinstance(own.exception, BadCredential)
    assert not (folder / "own.json").exists()


def test_an_organisation_signs_with_its_domain(desk: Desk) -> None:
    """What `key` prints for the host is what the badge is verified with; without it nothing is claimed."""
    folder = desk.issued("--web", "example.org/people", "--issuer", "Example Ltd")
    document = desk.folder / "did.json"
    document.write_text(desk.run("key", "--web", "example.org/people").stdout, "utf-8")
    assert desk.run("verify", folder / "badge.json", "--did-document", document).exit_code == 0
    alone = desk.run("verify", folder / "badge.json")
    assert alone.exit_code == 1
    assert "could not be verified" in alone.output


def test_nothing_that_is_there_is_overwritten(desk: Desk) -> None:
    """A second badge does not take the place of the first."""
    folder = desk.issued()
    before = {path: path.read_bytes() for path in folder.iterdir()}
    again = desk.run("issue", desk.evidence, "--learner", "Somebody Else", "--to", folder)
    assert isinstance(again.exception, BadCredential)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_work_sample_is_attached_by_its_hash(desk: Desk) -> None:
    """The file's SHA-256 is signed, not the file."""
    sample = desk.folder / "invoice.txt"
    sample.write_text("Invoice 2026-017", "utf-8")
    shown = json.loads((desk.issued("--sample", sample) / "badge.json").read_bytes())["evidence"][-1]
    assert shown["name"] == "invoice.txt"
    digest = "f2a584c682b5268084eb5a5c86752e52f3dd906858289336f0449544474fb2f0"
    assert shown["narrative"] == f"SHA-256 of the file: {digest}"
    assert "Invoice 2026-017" not in json.dumps(shown)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"items": []}, "neither an item nor a work sample"),
        ({"needed": 2}, "more items are needed"),
        ({"honours": True}, "honours"),
        ({"skill": " "}, "skill"),
        ({"items": [{**EVIDENCE["items"][0], "cited": []}]}, "cited"),
        ({"items": [{**EVIDENCE["items"][0], "at": "2026-11-20T12:00:00"}]}, "timezone"),
    ],
)
def test_evidence_that_shows_nothing_is_refused(desk: Desk, changed: dict[str, Any], said: str) -> None:
    """What is wrong is named, nothing is written, and no key is lost."""
    desk.evidence.write_text(json.dumps({**EVIDENCE, **changed}), "utf-8")
    result = desk.run("issue", desk.evidence, "--learner", "Ada", "--to", desk.folder / "badge")
    assert isinstance(result.exception, BadCredential)
    assert said in str(result.exception)
    assert not (desk.folder / "badge").exists()


def test_a_key_that_was_replaced_leaves_old_badges_as_they_are(desk: Desk) -> None:
    """A badge verifies by what is in it, not by what this machine has now."""
    folder = desk.issued()
    (desk.home / "keys" / "tutor.pem").unlink()
    old = verify((folder / "badge.json").read_bytes(), NOW.replace(year=2030))
    assert old.holds is Outcome.PASSED
    assert identity(desk.home, "tutor").did != old.issuer
