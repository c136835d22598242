"""Generate: ask every case as often as was said, and store each answer as it comes. Nothing is scored here.

    python -m evals run SUITE [--model MODEL] [--base-url URL] [--epochs N] [--out FOLDER]

Begun again with the same FOLDER it goes on where it stopped, also after a kill.
"""

from __future__ import annotations

import argparse
import shlex
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from evals import circumstances, stored
from evals.beside import keep_command
from evals.case import Case
from evals.material import Material, Opened, asked_of, material, opened, texts_of
from evals.scoring.quiz import PASSAGES
from evals.stored import Header, Row
from evals.suite import watched
from tutor.ask import answer_from
from tutor.cautions import cautions_of
from tutor.domain import Answer, Passage, Usage
from tutor.errors import BadInput, GroundworkError, ModelBusy, ModelCutOff, ModelUnreachable
from tutor.parts import Parts
from tutor.retrieval.question import LONGEST_QUESTION
from tutor.retrieval.retrieve import retrieve
from tutor.settings import read_settings
from tutor.writing.standalone import standalone

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "build" / "evals"
_PASSES = (ModelBusy, ModelUnreachable, ModelCutOff)  # failures that may be gone in a moment
_INCOMPLETE = 4  # exit status: a limit was reached, and the run can go on


@dataclass(frozen=True)
class Limits:
    """How much at a time, and when to stop. 0: no limit. `price` is in the currency of the settings' prices."""

    at_once: int = 1
    tries: int = 3
    pause: float = 2.0  # seconds before a second try, twice as long before a third
    price: float = 0.0
    tokens: int = 0
    errors: int = 20


@dataclass(frozen=True)
class Order:
    """What to ask, how often, with which machines, into which folder; `epochs` are counted from 0."""

    suite: str
    material: Material
    parts: Parts
    out: Path
    epochs: int = 1
    seed: int = 0


@dataclass
class Spent:
    """What a run has cost so far, those before it was resumed included; `stopped` says why it ended early."""

    price: float = 0.0
    tokens: int = 0
    errors: int = 0
    stopped: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, row: Row) -> None:
        """Count a row in."""
        usage = row.answer.usage if row.answer else Usage()
        with self._lock:
            self.price += usage.price or 0.0
            self.tokens += usage.input_tokens + usage.output_tokens
            self.errors += bool(row.error)

    def over(self, limits: Limits) -> str:
        """Which limit is reached, in words; empty: none."""
        if 0 < limits.price <= self.price:
            return f"the answers cost {self.price:.2f}, and the limit is {limits.price:g} (--most-price)"
        if 0 < limits.tokens <= self.tokens:
            return f"the answers took {self.tokens} tokens, and the limit is {limits.tokens} (--most-tokens)"
        if 0 < limits.errors <= self.errors:
            return f"{self.errors} answers failed, and the limit is {limits.errors} (--most-errors)"
        return ""


def run(order: Order, limits: Limits, now: datetime, *, again: bool = False) -> str:
    """Ask what is missing of the run in `order.out`, and say why it ended early; empty: it is complete.

    With `again`, cases that ended in an error are asked again. Raises `BadInput` where the folder has a run under
    other circumstances, or another process writes to it; and what a load raises.
    """
    order.out.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(order.out / "run.lock", timeout=0):
            return _run(order, limits, now, again=again)
    except Timeout as error:
        raise BadInput(f"Another process writes to {order.out}.", "Wait for it, or take another --out.") from error


def _run(order: Order, limits: Limits, now: datetime, *, again: bool) -> str:
    releases = opened(order.material, order.parts)
    header = _begun(order, releases, now)
    path = order.out / stored.ANSWERS
    stored.mended(path)
    known = [row for row in stored.read_rows(order.out) if not (again and row.error)]
    done = {row.key for row in known}
    missing = [(case, epoch) for epoch in range(order.epochs) for case in order.material.cases
               if (case.id, epoch) not in done]  # fmt: skip
    spent = Spent()
    for row in known:
        spent.add(row)
    spent.errors = 0  # those of an earlier process are no reason to stop this one
    asker = Asker(order.parts, releases, header.started_at, limits)
    with path.open("a", encoding="utf-8") as file:
        for row in watched(asker.rows(missing, spent), "answers", len(missing)):
            file.write(f"{row.model_dump_json()}\n")
            file.flush()
    if not spent.stopped:
        rows = stored.in_order(stored.read_rows(order.out), [case.id for case in order.material.cases])
        stored.write_lines(path, rows)
    return spent.stopped


def _begun(order: Order, releases: Opened, now: datetime) -> Header:
    """The header of the run in the folder, which is written where there is none.

    Raises `BadInput` where it is another's: answers under several circumstances are no run.
    """
    header = _header(order, releases, now)
    path = order.out / stored.HEADER
    if path.exists():
        begun = stored.read_header(order.out)
        other = begun.differs_from(header)
        if other:
            raise BadInput(
                f"The run in {order.out} was begun with another {', '.join(other)}.", "Take another --out for this one."
            )
        return begun
    stored.write_lines(order.out / stored.CASES, order.material.cases)
    stored.write_lines(order.out / stored.DOCUMENTS, texts_of(releases.releases))
    path.write_text(stored.header_text(header), "utf-8")
    return header


def _header(order: Order, releases: Opened, now: datetime) -> Header:
    settings, parts = order.parts.settings, order.parts
    told = circumstances.settings_told(settings)
    head, changed = circumstances.revision()
    return Header(
        suite=order.suite,
        started_at=now,
        revision=head,
        changed=changed,
        code=circumstances.code(),
        cases=circumstances.hashed([case.model_dump(mode="json") for case in order.material.cases]),
        epochs=order.epochs,
        seed=order.seed,
        releases=asked_of(releases.releases),
        prompts=circumstances.prompts(),
        settings=told,
        settings_sha256=circumstances.hashed(told),
        model=settings.model,
        base_url=settings.endpoint if settings.model else "",
        embedder=parts.embedder.fingerprint,
        judge=parts.judge.fingerprint,
        packages=circumstances.packages(),
        prices={"input": settings.price_input, "output": settings.price_output},
    )


# ------------------------------------------------------------------ asking


@dataclass(frozen=True)
class Asker:
    """Asks cases of releases, several at a time, all as of the day `now` or the case's own."""

    parts: Parts
    releases: Opened
    now: datetime
    limits: Limits
    sleep: Callable[[float], None] = time.sleep

    def rows(self, missing: Iterable[tuple[Case, int]], spent: Spent) -> Iterator[Row]:
        """A row for each, as it is finished, until a limit is reached: what is under way then is finished still.

        Whatever is raised while a case is answered becomes its error, and stops no other.
        """
        waiting = iter(missing)
        under_way: dict[Future[Row], tuple[Case, int]] = {}
        with ThreadPoolExecutor(self.limits.at_once, thread_name_prefix="eval") as pool:
            while True:
                spent.stopped = spent.stopped or spent.over(self.limits)
                while len(under_way) < self.limits.at_once and not spent.stopped and (one := next(waiting, None)):
                    under_way[pool.submit(self.row, *one)] = one
                if not under_way:
                    return
                finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in finished:
                    row = self._finished(future, *under_way.pop(future))
                    spent.add(row)
                    yield row

    def _finished(self, future: Future[Row], case: Case, epoch: int) -> Row:
        failure = future.exception()
        if failure is None:
            return future.result()
        if not isinstance(failure, Exception):  # an interrupt is nobody's error
            raise failure
        return self._failed(case, epoch, failure, 1)

    def _failed(self, case: Case, epoch: int, failure: Exception, tries: int) -> Row:
        said = f"{type(failure).__name__}: {failure}"
        return Row(case=case.id, epoch=epoch, corpus=self.releases.named[case.id], error=said, tries=tries)

    def row(self, case: Case, epoch: int) -> Row:
        """What comes of asking the case; a failure that may pass is tried again."""
        began = time.perf_counter()
        for attempt in range(1, self.limits.tries + 1):
            try:
                understood, answer = self._answer(case)
            except _PASSES as failure:
                if attempt == self.limits.tries:
                    return self._failed(case, epoch, failure, attempt)
                self.sleep(self.limits.pause * attempt)
            except GroundworkError as failure:
                return self._failed(case, epoch, failure, attempt)
            else:
                break
        said = cautions_of(answer, self.parts, case.at or self.now.date())
        return Row(
            case=case.id,
            epoch=epoch,
            corpus=self.releases.named[case.id],
            answer=answer,
            understood=understood if understood != case.question else "",
            tries=attempt,
            seconds=round(time.perf_counter() - began, 3),
            cautions={document: words for (_, document), words in said.items()},
            options=self._options(case),
        )

    def _options(self, case: Case) -> tuple[tuple[Passage, ...], ...]:
        """For each option of a quiz what is found for it; for another question there are none."""
        release, embedder = self.releases.of(case), self.parts.embedder
        asked = [f"{case.question} {option}" for option in case.options]
        return tuple(tuple(retrieve(each, [release], embedder, PASSAGES)) for each in asked)

    def _answer(self, case: Case) -> tuple[str, Answer]:
        """The question as it was understood after those before it, and the answer. Nothing is put on record.

        A record would show every epoch the answer of the one before.
        """
        chat, earlier, tokens = self.parts.chat, list[str](), [Usage()]
        for question in (*case.before, case.question):
            alone = standalone(question, earlier, chat, LONGEST_QUESTION)
            earlier.append(alone.question)
            tokens.append(alone.usage)
        answer = answer_from(earlier[-1], [self.releases.of(case)], self.parts)
        spent = answer.usage.model_copy(
            update={name: sum(getattr(each, name) for each in (*tokens, answer.usage))
                    for name in ("input_tokens", "output_tokens", "requests")}
        )  # fmt: skip
        return earlier[-1], answer.model_copy(update={"usage": spent})


# ------------------------------------------------------------------ the command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `python -m evals run` takes."""
    parser.add_argument("suite", help="starter, smoke, a starter corpus, a file of cases, or a folder of sets")
    parser.add_argument("--out", type=Path, help="folder of the run (default: by suite and model in TUTOR_EVALS)")
    parser.add_argument("--home", type=Path, default=BUILD, help="where releases are kept between runs")
    parser.add_argument("--model", help="a chat model; left out: that of the settings")
    parser.add_argument("--base-url", help="an OpenAI-compatible server")
    parser.add_argument("--judge", choices=("local", "model", "lexical"))
    parser.add_argument("--redraws", type=int)
    parser.add_argument("--epochs", type=int, default=1, help="how often each case is asked (default: %(default)s)")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="about N questions of each corpus")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--at-once", type=int, metavar="N", help="cases asked side by side (default: 1, 4 of a model)")
    parser.add_argument("--most-price", type=float, default=0.0, help="stop at this cost; needs prices in the settings")
    parser.add_argument("--most-tokens", type=int, default=0, help="stop after so many tokens")
    parser.add_argument("--most-errors", type=int, default=20, help="stop after so many errors; 0: never")
    parser.add_argument("--retry-errors", action="store_true", help="ask again what ended in an error")


def command(given: argparse.Namespace) -> int:
    """Run a suite and say where the answers are."""
    if given.epochs < 1 or (given.at_once or 1) < 1 or given.sample < 0:
        raise BadInput("--epochs and --at-once are at least 1, --sample at least 0.", "Correct them.")
    settings = read_settings(
        home=given.home.resolve(), model=given.model, base_url=given.base_url, judge=given.judge,
        redraws=given.redraws, without_model="fail",
    )  # fmt: skip
    if given.most_price and not (settings.price_input or settings.price_output):
        raise BadInput("A limit of cost needs prices.", "Set TUTOR_PRICE_INPUT and TUTOR_PRICE_OUTPUT.")
    found = material(given.suite, given.sample)
    name = f"{Path(given.suite).stem}-{settings.model.replace('/', '-') or 'no-model'}"
    out = given.out or read_settings().runs / name
    if not (out / stored.HEADER).exists():
        out.mkdir(parents=True, exist_ok=True)
        keep_command(out, _as_typed(given, out))
    order = Order(Path(given.suite).stem, found, Parts(settings), out, given.epochs, given.seed)
    limits = Limits(
        at_once=given.at_once or (4 if settings.model else 1),
        price=given.most_price,
        tokens=given.most_tokens,
        errors=given.most_errors,
    )
    stopped = run(order, limits, datetime.now(UTC), again=given.retry_errors)
    told = stored.counted(stored.read_rows(out))
    print(f"{out}: {told['rows']:.0f} answers, {told['errors']:.0f} errors, {told['tried_again']:.0f} tried again, "
          f"{told['tokens']:.0f} tokens, cost {told['price']:.4f}")  # fmt: skip
    if stopped:
        print(f"It is not complete: {stopped}. The same command with a higher limit goes on.")
    return _INCOMPLETE if stopped else 0


def _as_typed(given: argparse.Namespace, out: Path) -> str:
    """The command that goes on with the run: what was given that is another than the default, and the folder."""
    usual = argparse.ArgumentParser()
    add_arguments(usual)
    words = ["python", "-m", "evals", "run", given.suite]
    for name, value in vars(given).items():
        if name not in {"suite", "out", "retry_errors"} and value != usual.get_default(name):
            words += [f"--{name.replace('_', '-')}", str(value)]
    return shlex.join([*words, "--out", str(out)])
