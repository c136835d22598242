"""Dates of review: there, in order, and not passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tutor.corpus.manifest import MANIFEST
from tutor.corpus.vetting.material import Fault, Material, named, of_file, of_manifest
from tutor.domain import Document, Finding, FindingKind, Weight


def dates(material: Material) -> Iterator[Finding]:
    """What is wrong with the dates that `corpus.toml` gives, or that it gives none."""
    undated = [document.path for document in material.documents if document.source.reviewed_on is None]
    if undated:
        count = "1 file" if len(undated) == 1 else f"{len(undated)} files"
        says = f"When somebody last checked {count} is not said: {named(undated)}."
        cure = f"Read them, and write reviewed_on = YYYY-MM-DD into {MANIFEST} for each."
        yield of_manifest(Fault(FindingKind.DATES, Weight.SHOULD, says, cure), "no reviewed_on")
    for document in material.documents:
        yield from _wrong(document, material)


def _wrong(document: Document, material: Material) -> Iterator[Finding]:
    reviewed, again = document.source.reviewed_on, document.source.review_by
    if reviewed and reviewed > material.today + timedelta(days=1):  # it may be tomorrow already where the curator is
        says, cure = "It was reviewed on a day that is still to come.", "Correct the date."
        fault = Fault(FindingKind.DATES, Weight.MUST, says, cure)
        yield of_file(fault, document.path, "", words=f"reviewed_on = {reviewed}")
    if reviewed and again and again < reviewed:
        says, cure = "It is to be reviewed again before it was reviewed.", "Correct one of the two dates."
        fault = Fault(FindingKind.DATES, Weight.MUST, says, cure)
        yield of_file(fault, document.path, "", words=f"reviewed_on = {reviewed}, review_by = {again}")
    elif again and again < material.today:
        days = (material.today - again).days
        says = f"It was to be reviewed again {days} day{'s' * (days > 1)} ago; learners are told so."
        cure = "Check it against its references, and set reviewed_on and review_by anew."
        yield of_file(
            Fault(FindingKind.DATES, Weight.SHOULD, says, cure), document.path, "", words=f"review_by = {again}"
        )
