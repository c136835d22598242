"""What the terminal tells of asking again."""

from __future__ import annotations

import pytest

from tests.app.answers import agreement, made, statement
from tutor.domain import Answer, Echo, Fingerprint, Label, Sample, Stability, Verdict
from tutor.terminal import show_answer

DEPOSIT = "A deposit is paid first."


def told(
    capsys: pytest.CaptureFixture[str], found: Verdict, *, redrawn: bool = False, writer: str = "a-model"
) -> list[str]:
    """The lines for an answer of one statement of which that was found, whose redraws are stable."""
    stable = Stability(samples=(Sample(statements=("a",)),) * 3, meanings=(0, 0, 0, 0), score=0.92, words="stable")
    shown = statement("Pay first.", DEPOSIT, agreement=found)
    shown = shown.model_copy(update={"claim": shown.claim.model_copy(update={"redrawn": redrawn})})
    fingerprint = Fingerprint(tutor="1", releases={}, embedder="e", judge="j", writer=writer)
    known = {"stated": (shown,), "stability": stable, "fingerprint": fingerprint}
    return lines(capsys, made(1, 0).model_copy(update=known))


def lines(capsys: pytest.CaptureFixture[str], answer: Answer) -> list[str]:
    """What is printed of an answer."""
    show_answer(answer)
    return [line.strip() for line in capsys.readouterr().out.splitlines() if line]


def test_grounded_and_stable_are_two_findings(capsys: pytest.CaptureFixture[str]) -> None:
    """Below the statements with their checks stands how stable the answer is, and how many meanings it has."""
    out = told(capsys, agreement(Label.SUPPORTED, "3 of 3 redraws say it"))
    assert "asked again: 3 of 3 redraws say it" in out
    assert out[-1] == "Asked 3 more times: stable (92%); all 4 answers mean the same"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("stable", "stable (92%); what the answers say besides differs"),
        ("unstable", "unstable (92%); 2 different meanings in 3 answers"),
    ],
)
def test_answers_that_differ_besides_do_not_sound_unstable(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where every statement comes again, that other things are said beside them is told as that."""
    found = Stability(samples=(Sample(statements=("a",)),) * 2, meanings=(0, 0, 1), score=0.92, words=words)
    assert lines(capsys, made(1, 0).model_copy(update={"stability": found}))[-1].endswith(said)


def test_what_no_model_wrote_was_chosen_again(capsys: pytest.CaptureFixture[str]) -> None:
    """The sources' own sentences are not redrawn."""
    out = told(capsys, agreement(Label.NOT_ENOUGH_INFO, "1 of 3 redraws says it"), writer="extract")
    assert "chosen again from other evidence 1 of 3 times" in out
    assert "supported, but seldom chosen again" in out
    assert out[-1].startswith("Chosen again 3 times from other evidence: stable (92%)")
    assert not any("redraw" in line for line in out)


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        ("it was not asked again", "not asked again"),
        ("The endpoint failed.", "not asked again: The endpoint failed"),
    ],
)
def test_what_was_not_asked_again_is_told_once(capsys: pytest.CaptureFixture[str], reason: str, line: str) -> None:
    """Not "asked again: it was not asked again"; where it was tried in vain, why."""
    out = told(capsys, agreement(Label.NOT_CHECKED, reason))
    assert line in out
    assert not any(each.startswith("asked again") for each in out)
    assert not any(each.startswith("Asked") for each in lines(capsys, made(1, 0)))


def test_words_of_redraws_and_what_only_they_say(capsys: pytest.CaptureFixture[str]) -> None:
    """A dissent is named with its redraws, and a statement that only redraws made says so."""
    echoes = tuple(Echo(redraw=number, label=Label.REFUTED, score=0, words="Pay last.") for number in (2, 3))
    found = agreement(Label.SUPPORTED, "4 of 6 redraws say it, 2 contradict it", dissent=2)
    out = told(capsys, found.model_copy(update={"echoes": echoes}), redrawn=True)
    assert 'Redraws 2 and 3: "Pay last."' in out
    assert "from the redraws; the first answer did not say it" in out
