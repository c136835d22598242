"""How things look in a terminal: answers, passages, reports, and progress on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from tutor.cautions import Cautions
from tutor.checking.decide import Standing, standing
from tutor.checking.worded import besides, dissent, doubt, of_answer, of_statement
from tutor.domain import (
    Answer,
    Citation,
    FileReport,
    FileStatus,
    IngestReport,
    Passage,
    Progress,
    Stability,
    Statement,
    Watch,
)
from tutor.errand import BY_RULE
from tutor.reword import Reworded
from tutor.text.mapped import plain

_MARKS = {
    FileStatus.INDEXED: "green",
    FileStatus.UNCHANGED: "blue",
    FileStatus.SKIPPED: "yellow",
    FileStatus.FAILED: "red",
}


def show_answer(answer: Answer) -> None:
    """Statements with their checks and words, what was withheld, what is missing, and how stable all of it is."""
    chosen = answer.fingerprint.writer == BY_RULE
    for notice in answer.notices:
        click.secho(f"! {notice}", fg="yellow")
    if answer.refused:
        click.echo(answer.refusal + _nearest(answer))
    for statement in answer.stated:
        _show_statement(statement, chosen=chosen)
    for withheld in answer.withheld:
        click.secho(f"✗ withheld: {withheld.statement.claim.text}", fg="red")
        click.echo(f"    {withheld.reason}")
        _show_against(withheld.statement)
        _show_dissent(withheld.statement)
    if answer.gap and answer.stated:
        click.echo(f"\nNot in these sources: {answer.gap}")
    if answer.stability:
        _show_stability(answer.stability, chosen=chosen)


def show_reworded(found: Reworded) -> None:
    """The answer; and where the question was asked in other words, how many of their answers say each statement."""
    show_answer(found.exchanged.answer)
    if not found.wordings:
        return
    refused = sum(each.answer.refused for each in found.wordings)
    share = f"{found.stability.words} ({found.stability.score:.0%})"
    click.secho(f"\nAsked in {len(found.wordings)} other wordings: {share}, {refused} refused", bold=True)
    for statement, verdict in zip(found.exchanged.answer.stated, found.agreement, strict=True):
        click.echo(f"    {verdict.reason.replace('redraws', 'wordings')}: {_short(statement.claim.text, 90)}")
    for wording in found.wordings:
        click.secho(f"    {wording.question}", dim=True)


def show_cautions(cautions: Cautions) -> None:
    """What to know of the cited sources before relying on them."""
    for (corpus, path), said in cautions.items():
        click.secho(f"! {corpus}: {path}: {' '.join(said)}", fg="yellow")


def _nearest(answer: Answer) -> str:
    """The nearest things that the sources do say."""
    places = dict.fromkeys(" > ".join((passage.title, *passage.heading)) for passage in answer.passages[:3])
    return f" The nearest they come: {'; '.join(places)}." if places and not answer.stopped else ""


def _show_stability(stability: Stability, *, chosen: bool) -> None:
    """What asking again found of the whole: grounded and stable are two findings."""
    meant = besides(stability)
    line = of_answer(stability, chosen=chosen) + (f"; {meant}" if meant else "")
    click.secho(f"\n{line[:1].upper()}{line[1:]}", bold=True)


def _show_statement(statement: Statement, *, chosen: bool) -> None:
    click.echo(click.style("✓ ", fg="green") + click.style(statement.claim.text, bold=True))
    if statement.claim.translation:
        click.echo(f"    {statement.claim.translation} (translated, not checked)")
    if statement.claim.applies:
        click.secho("    applied to your project", dim=True)
    for citation in statement.claim.citations:
        _show_cited(citation)
    _show_against(statement)
    again, doubts = of_statement(statement, chosen=chosen), doubt(statement, chosen=chosen)
    if again:
        click.secho(f"    {again}", dim=True)
    if standing(statement) is Standing.SAID_ONCE:
        click.secho(f"    supported, but {doubts}", fg="yellow")
    if statement.claim.redrawn:
        click.secho("    from the redraws; the first answer did not say it", dim=True)
    _show_dissent(statement)


def _show_dissent(statement: Statement) -> None:
    for who, words in dissent(statement):
        click.secho(f'    {who}: "{_short(words)}"', fg="yellow")


def _show_against(statement: Statement) -> None:
    if statement.against:
        click.secho("    a source says otherwise:", fg="yellow")
        _show_cited(statement.against)


def _show_cited(citation: Citation) -> None:
    span = citation.span
    click.echo(f'    "{_short(plain(citation.quote))}"')
    click.secho(f"    {span.corpus}: {span.document} {span.start}-{span.end}", dim=True)


def show_passages(passages: Sequence[Passage]) -> None:
    """Passages, best first."""
    for passage in passages:
        heading = " > ".join((passage.title, *passage.heading))
        click.echo(click.style(f"{passage.rank:2d}. {heading}", bold=True) + f"  ({passage.score:.2f})")
        click.secho(
            f"    {passage.span.corpus}: {passage.span.document} {passage.span.start}-{passage.span.end}", dim=True
        )
        click.echo(f"    {_short(plain(passage.text))}")


def show_report(report: IngestReport) -> None:
    """What became of each file, and of all together."""
    for file in report.files:
        detail = file.reason or "; ".join((f"{file.chunks} passages{_pages(file)}", *file.notes))
        click.echo(click.style(f"{file.status.value:9}", fg=_MARKS[file.status]) + f" {file.path}  {detail}")
    counts = {status: sum(file.status is status for file in report.files) for status in FileStatus}
    click.echo(", ".join(f"{count} {status.value}" for status, count in counts.items() if count))
    _show_golden(report)
    click.echo(
        f"{report.corpus}: release {report.release} is published." if report.release else "Nothing was published."
    )


def _show_golden(report: IngestReport) -> None:
    wrong = [each for each in report.golden if each.says]
    if report.golden:
        click.echo(f"{len(report.golden) - len(wrong)} of {len(report.golden)} golden questions as they should be")
    for each in wrong:
        click.secho(f"  {'worse' if each.worse else 'wrong'}: {each.ask}  {each.says}", fg="yellow")


def _pages(file: FileReport) -> str:
    empty = f", {file.pages_without_text} without text" if file.pages_without_text else ""
    return f", {file.pages} pages{empty}" if file.pages else ""


def _short(text: str, length: int = 240) -> str:
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"


def rows_leave() -> bool:
    """Whether a bar on standard error is seen, and is alone there: rows go to a file or another program."""
    return sys.stderr.isatty() and not sys.stdout.isatty()


@contextmanager
def progress(*, shown: bool = True) -> Iterator[Watch]:
    """A progress bar on standard error, one for each step; no more than plain lines where that is no terminal."""
    if not shown:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:8}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
               TextColumn("{task.fields[note]}"))  # fmt: skip
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, int] = {}

        def watch(now: Progress) -> None:
            if now.step not in tasks:
                tasks[now.step] = bars.add_task(now.step, note="")
            note = f"{now.file.status.value} {now.file.path}" if now.file else now.note
            bars.update(tasks[now.step], completed=now.done, total=now.total or None, note=_short(note, 40))  # type: ignore[arg-type]

        yield watch
