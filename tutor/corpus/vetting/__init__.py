"""What is looked for before a corpus is published: one file for each kind of finding.

A finder is a function `Material -> Iterator[Finding]`. A new kind is one new file here, one line in `FINDERS` and one
in `FindingKind`. `contradicting` is not among them: it needs vectors and a judge.
"""

from __future__ import annotations

from collections.abc import Mapping

from tutor.corpus.vetting.copies import copies
from tutor.corpus.vetting.dates import dates
from tutor.corpus.vetting.instructing import instructing
from tutor.corpus.vetting.language import language
from tutor.corpus.vetting.licence import licences
from tutor.corpus.vetting.links import links
from tutor.corpus.vetting.material import Finder
from tutor.corpus.vetting.personal import personal
from tutor.corpus.vetting.readability import readability
from tutor.corpus.vetting.secrets import secrets
from tutor.corpus.vetting.thin import thin
from tutor.domain import FindingKind

FINDERS: Mapping[FindingKind, Finder] = {
    FindingKind.LICENCE: licences,
    FindingKind.DATES: dates,
    FindingKind.SECRETS: secrets,
    FindingKind.PERSONAL: personal,
    FindingKind.INSTRUCTING: instructing,
    FindingKind.LINKS: links,
    FindingKind.COPIES: copies,
    FindingKind.LANGUAGE: language,
    FindingKind.THIN: thin,
    FindingKind.READABILITY: readability,
}
