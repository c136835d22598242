"""The commands `tutor credential ...`: evidence of a skill, for others to check without trusting us."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import click

from tutor import wire
from tutor.credential import (
    Identity,
    earner_of,
    endorse,
    evidence_of,
    files_of,
    folder_name,
    identity,
    issue,
    page_of,
    sample_of,
    save,
    verify,
)
from tutor.domain import Sitting
from tutor.domain.credentials import Evidence, Outcome, Verified, WorkSample
from tutor.errors import BadCredential
from tutor.evidence import choose, put_on_record, shown, signer
from tutor.learning.credentials.linkedin import add_to_profile
from tutor.learning.credentials.written import LARGEST, text
from tutor.options import json_option, opened_parts
from tutor.parts import Parts

_MARKS = {Outcome.PASSED: ("✓", "green"), Outcome.FAILED: ("✗", "red"), Outcome.NOT_CHECKED: ("○", "yellow")}
_DOES_NOT_VERIFY = 1
_SAID = {
    Outcome.PASSED: "It verifies: nothing was changed since it was signed with the key of its issuer.",
    Outcome.FAILED: "It does not verify. Do not rely on it.",
    Outcome.NOT_CHECKED: "It could not be verified: see what was not checked.",
}
_file = click.Path(path_type=Path, dir_okay=False)
_key_option = click.option("--key", "key_name", default="tutor", show_default=True, help="Which of your keys signs.")
_web_option = click.option("--web", default="", metavar="HOST", help="Sign as this host of an organisation (did:web).")
_url_option = click.option("--url", default="", metavar="ADDRESS", help="Where the one who signs is on the web.")


@click.group()
def credential() -> None:
    """Signed evidence of skills: issue, verify and endorse it, without a network."""


@credential.command("issue")
@click.argument("evidence", type=_file, required=False)
@click.option("--assessment", default="", metavar="ID", help="In place of EVIDENCE: an assessment that you passed.")
@click.option(
    "--skill", default="", metavar="KEY", help="In place of EVIDENCE: the newest assessment of it you passed."
)
@click.option("--learner", required=True, metavar="NAME", help="Whose skill it is.")
@click.option("--email", default="", help="Of the learner; only a salted hash of it is written.")
@click.option("--issuer", default="", metavar="NAME", help="Who issues it; left out: the learner's own Groundwork.")
@click.option("--sample", "samples", multiple=True, type=_file, help="Work to attach by its hash; may be repeated.")
@click.option("--note", "notes", multiple=True, help="What the work is; the first goes with the first --sample.")
@click.option("--published-at", default="", metavar="ADDRESS", help="Where you will put the page, for LinkedIn.")
@click.option("--to", type=click.Path(path_type=Path), help="Folder to write; left out: named for skill and date.")
@_key_option
@_web_option
@_url_option
@json_option
def issue_badge(evidence: Path | None, learner: str, as_json: bool, **chosen: Any) -> None:
    """Sign what you have shown as an Open Badge 3.0, in every form it travels in.

    That is a passed assessment (--assessment or --skill), or the evidence in the JSON file EVIDENCE.
    """
    if len(chosen["notes"]) > len(chosen["samples"]):
        raise click.UsageError("There are more notes than work samples.")
    mine, parts, now = _identity(chosen), opened_parts(), datetime.now(UTC)
    by = signer(earner_of(learner, chosen["email"]), mine, chosen["issuer"], chosen["url"])
    notes = chain(chosen["notes"], repeat(""))
    samples = [sample_of(path, note) for path, note in zip(chosen["samples"], notes, strict=False)]
    shows, sitting = _evidence(evidence, samples, parts, chosen)
    badge = issue(shows, by.earner, by.party, by.key, now)
    to = chosen["to"] or Path(folder_name(badge))
    written = save(files_of(badge), to)
    if sitting:
        put_on_record(badge, sitting, str(to.absolute()), parts, now)
    linkedin = add_to_profile(badge, chosen["published_at"])
    if as_json:
        click.echo(wire.line(wire.of_issued(badge, [str(path) for path in written], linkedin)))
        return
    click.secho(_shown(f"{badge['name']}: issued as {badge['id']} by {by.party.name}"), bold=True)
    for path in written:
        click.echo(f"    {_shown(str(path))}")
    click.echo(f"Add it to LinkedIn: {linkedin}")
    if mine.address:
        click.echo(f"Others can verify it once {mine.address} has what this prints: tutor credential key --web HOST")


def _evidence(
    file: Path | None, samples: list[WorkSample], parts: Parts, chosen: dict[str, Any]
) -> tuple[Evidence, Sitting | None]:
    """The evidence that was named, and the assessment where it is of one."""
    if sum(map(bool, (file, chosen["assessment"], chosen["skill"]))) != 1:
        raise click.UsageError("Name one of: the file EVIDENCE, --assessment, --skill.")
    if file:
        return evidence_of(_bytes(file), samples), None
    sitting = choose(parts, chosen["assessment"] or chosen["skill"])
    return shown(sitting, parts, samples), sitting


@credential.command("verify")
@click.argument("file", type=_file)
@click.option("--of", "badge", type=_file, help="The badge that FILE endorses.")
@click.option("--did-document", "documents", multiple=True, type=_file, help="did.json of a did:web, fetched by you.")
@json_option
def verify_file(file: Path, badge: Path | None, documents: tuple[Path, ...], as_json: bool) -> None:
    """Check the credential in FILE: JSON, a baked SVG, or a page of ours. Nothing is fetched.

    Ends with status 0 where it verifies, and 1 where it does not or could not be checked.
    """
    of = _bytes(badge) if badge else None
    found = verify(_bytes(file), datetime.now(UTC), [_bytes(each) for each in documents], of)
    click.echo(wire.line(wire.of_verified(found))) if as_json else _show(found)
    if found.holds is not Outcome.PASSED:
        click.get_current_context().exit(_DOES_NOT_VERIFY)


@credential.command("endorse")
@click.argument("badge", type=_file)
@click.option("--name", required=True, help="Who you are.")
@click.option("--comment", required=True, metavar="TEXT", help="What you say of the badge.")
@click.option("--to", type=_file, default=Path("endorsement.json"), show_default=True, help="File to write.")
@_key_option
@_web_option
@_url_option
@json_option
def endorse_badge(badge: Path, as_json: bool, **chosen: Any) -> None:
    """Sign a comment on somebody else's BADGE with your own key."""
    signer = _identity(chosen)
    party = signer.party(chosen["name"], chosen["url"])
    signed = endorse(_bytes(badge), chosen["comment"], party, signer.key, datetime.now(UTC))
    to: Path = chosen["to"]
    written = save({to.name: text(signed)}, to.parent)
    if as_json:
        click.echo(wire.line(wire.of_endorsed(signed, [str(path) for path in written])))
    else:
        click.echo(f"Written to {_shown(str(to))}. Send it to the one whose badge it is.")


@credential.command("page")
@click.argument("badge", type=_file)
@click.option("--endorsement", "endorsements", multiple=True, type=_file, help="To show on it; may be repeated.")
@click.option("--to", type=_file, default=Path("page.html"), show_default=True, help="File to write.")
@json_option
def make_page(badge: Path, endorsements: tuple[Path, ...], to: Path, as_json: bool) -> None:
    """Make the page of BADGE that verifies itself, with what others signed of it."""
    words = page_of(_bytes(badge), [_bytes(each) for each in endorsements], datetime.now(UTC))
    written = save({to.name: words}, to.parent)
    if as_json:
        click.echo(wire.line({"files": [str(path) for path in written]}))
    else:
        click.echo(f"Written to {_shown(str(to))}.")


@credential.command("key")
@_key_option
@_web_option
@json_option
def show_key(as_json: bool, **chosen: Any) -> None:
    """Name your key, made where there is none; with --web, print the did.json that the host must serve."""
    signer = _identity(chosen)
    if as_json:
        click.echo(wire.line({"did": signer.did, "address": signer.address, "document": signer.document}))
    elif signer.address:
        click.echo(text(signer.document), nl=False)
        click.echo(f"Serve this at {signer.address}", err=True)
    else:
        click.echo(signer.did)


def _identity(chosen: dict[str, Any]) -> Identity:
    return identity(opened_parts().settings.home, chosen["key_name"], chosen["web"])


def _bytes(path: Path) -> bytes:
    """The file, unless it is too large to be what is asked for."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise BadCredential(f"{path} cannot be read: {error.strerror}.", "Name a file that is there.") from error


def _show(found: Verified) -> None:
    click.secho(_shown(f"{found.kind}: {found.name}"), bold=True)
    click.echo(_shown(f"    issued by {found.issuer_name or 'nobody named'} ({found.issuer})"))
    click.echo(_shown(f"    {'of' if found.kind == 'endorsement' else 'shown by'} {found.subject or 'nobody named'}"))
    for each in found.checks:
        mark, colour = _MARKS[each.outcome]
        click.secho(f"{mark} {each.check}: {_shown(each.words)}", fg=colour)
    click.secho(_SAID[found.holds], fg=_MARKS[found.holds][1], bold=True)


def _shown(words: str) -> str:
    """`words` on one line, without what would steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in words)
