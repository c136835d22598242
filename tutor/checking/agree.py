"""Agreement: asked again, does the tutor say it again? A redraw that failed is missing, not agreement."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.domain import Check, Claim, Judgement, Label, Sample, Verdict
from tutor.models.judge import Judge, Pair


def agree(claims: Sequence[Claim], samples: Sequence[Sample], judge: Judge) -> list[Verdict]:
    """One verdict for each claim, in order: how many redraws entail it, contradict it, are silent."""
    drawn = [sample for sample in samples if not sample.failure]
    if not drawn:
        reason = samples[0].failure if samples else "it was not asked again"
        return [Verdict(check=Check.AGREEMENT, label=Label.NOT_CHECKED, score=0.0, reason=reason) for _ in claims]
    pairs = [Pair(" ".join(sample.statements), claim.text) for claim in claims for sample in drawn]
    judged = judge.judge(pairs)
    return [_verdict(judged[i * len(drawn) : (i + 1) * len(drawn)]) for i in range(len(claims))]


def _verdict(judged: Sequence[Judgement]) -> Verdict:
    says = sum(one.label is Label.SUPPORTED for one in judged)
    denies = sum(one.label is Label.REFUTED for one in judged)
    share = says / len(judged)
    label = Label.REFUTED if denies > says else Label.SUPPORTED if share > 0.5 else Label.NOT_ENOUGH_INFO
    reason = f"{says} of {len(judged)} redraws say it" + (f", {denies} contradict it" if denies else "")
    return Verdict(check=Check.AGREEMENT, label=label, score=share, reason=reason, dissent=denies)
