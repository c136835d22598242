"""Agreement: asked again, does the tutor say it again? A redraw that failed is missing, not agreement."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.checking.alike import are_phrases, overlap, same
from tutor.domain import Check, Claim, Echo, Judgement, Label, Sample, Verdict
from tutor.models.judge import Judge, Pair
from tutor.text.words import content_stems

NOT_ASKED = "it was not asked again"


def agree(claims: Sequence[Claim], samples: Sequence[Sample], judge: Judge) -> list[Verdict]:
    """One verdict for each claim, in order: how many redraws entail it, contradict it, are silent.

    Supported where more than half of the redraws that can tell say it; refuted where more contradict it than say it,
    the first answer among those that do.
    """
    came = [(number, sample) for number, sample in enumerate(samples, 1) if not sample.failure]
    if not came:
        reason = samples[0].failure if samples else NOT_ASKED
        return [Verdict(check=Check.AGREEMENT, label=Label.NOT_CHECKED, score=0.0, reason=reason) for _ in claims]
    pairs = [(sample.text, claim.text) for claim in claims for _, sample in came]
    found = entailed(pairs, judge, whole=len(claims) == 1)
    rows = [found[at * len(came) : (at + 1) * len(came)] for at in range(len(claims))]
    return [_verdict(_echoes(claim, came, row, judge), samples) for claim, row in zip(claims, rows, strict=True)]


def entailed(pairs: Sequence[tuple[str, str]], judge: Judge, *, whole: bool = False) -> list[Judgement]:
    """Of each (answer, statement): does the answer say it?

    By the judge; where each is a `whole` answer and no more than a phrase, by their words.
    """
    short = [whole and are_phrases(*pair) for pair in pairs]
    long = [Pair(*pair) for pair, by_words in zip(pairs, short, strict=True) if not by_words]
    judged = iter(judge.judge(long) if long else [])
    return [_by_words(*pair) if by_words else next(judged) for pair, by_words in zip(pairs, short, strict=True)]


def _by_words(answer: str, statement: str) -> Judgement:
    """Short answers to one question that are not the same contradict each other."""
    label = Label.SUPPORTED if same(answer, statement) else Label.REFUTED
    return Judgement(label=label, score=overlap(answer, statement), reason="compared by words")


def _echoes(
    claim: Claim, came: Sequence[tuple[int, Sample]], found: Sequence[Judgement], judge: Judge
) -> tuple[Echo, ...]:
    """What each redraw says of the claim. One that was cut off is not silent: it may have been about to say it."""
    return tuple(
        Echo(redraw=number, label=each.label, score=each.score, words=_against(claim, sample, judge, each.label))
        for (number, sample), each in zip(came, found, strict=True)
        if not (sample.cut and each.label is Label.NOT_ENOUGH_INFO)
    )


def _against(claim: Claim, sample: Sample, judge: Judge, label: Label) -> str:
    """The sentence with which the redraw contradicts the claim: of those that do by themselves the nearest to it."""
    if label is not Label.REFUTED:
        return ""
    alone = entailed([(each, claim.text) for each in sample.statements], judge)
    refuting = [each for each, one in zip(sample.statements, alone, strict=True) if one.label is Label.REFUTED]
    wanted = set(content_stems(claim.text))
    return max(refuting or sample.statements, key=lambda each: len(wanted & set(content_stems(each))), default="")


def _verdict(echoes: tuple[Echo, ...], samples: Sequence[Sample]) -> Verdict:
    told = [each for each in echoes if each.label is not Label.NOT_CHECKED]
    if not told:
        reason = "no redraw could be compared with it"
        return Verdict(check=Check.AGREEMENT, label=Label.NOT_CHECKED, score=0.0, reason=reason, echoes=echoes)
    says = sum(each.label is Label.SUPPORTED for each in told)
    denies = sum(each.label is Label.REFUTED for each in told)
    share = says / len(told)
    label = Label.REFUTED if denies > says + 1 else Label.SUPPORTED if share > 0.5 else Label.NOT_ENOUGH_INFO
    reason = _counted(says, denies, len(told), len(samples) - len(told))
    return Verdict(check=Check.AGREEMENT, label=label, score=share, reason=reason, dissent=denies, echoes=echoes)


def _counted(says: int, denies: int, told: int, missing: int) -> str:
    """The count in words: "2 of 3 redraws say it, 1 contradicts it (1 missing)"."""
    said = f"{says} of {told} redraws {'say' if says != 1 else 'says'} it"
    against = f", {denies} contradict{'s' if denies == 1 else ''} it" if denies else ""
    return f"{said}{against}" + (f" ({missing} missing)" if missing else "")
