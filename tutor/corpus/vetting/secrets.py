"""Keys, tokens and passwords, by the formats that their issuers publish.

A pattern alone is not enough: where the format has a checksum it is computed (GitHub and npm: CRC-32 in base 62), where
it has a structure it is decoded (JSON Web Tokens, RFC 7519), and what has too little disorder, or says that it is an
example, is none.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import string
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import log2

from tutor.corpus.vetting.material import Fault, Material, in_place
from tutor.domain import Finding, FindingKind, Weight

_BASE_62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_EXAMPLE = re.compile(
    r"example|sample|dummy|fake|placeholder|your|change|insert|replace|redacted|secret|passw|token|xxxx|\*\*\*|\.\.\.|…|12345678"
    r"|abcdef|0000|foobar|<|\{\{|\$\{|%\(|%[A-Z]",
    re.IGNORECASE,
)
_REVOKE = "Revoke it where it was issued: whoever read the file has it. Then put a placeholder in its place."


def _disorder(words: str) -> float:
    """Bits of information in each character (Shannon, 1948), by how often each occurs in `words`."""
    return -sum(count / len(words) * log2(count / len(words)) for count in Counter(words).values())


def _random(words: str) -> bool:
    return _disorder(words) >= 3.3 and not _EXAMPLE.search(words)


def _checked(words: str) -> bool:
    """Whether the last six characters are the checksum of those between the prefix and them."""
    body = words.partition("_")[2]
    number, digits = zlib.crc32(body[:-6].encode()), ""
    while number:
        number, digit = divmod(number, 62)
        digits = _BASE_62[digit] + digits
    return body[-6:] == digits.rjust(6, "0")


def _web_token(words: str) -> bool:
    head = words.split(".", maxsplit=1)[0]
    try:
        decoded = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, binascii.Error):
        return False
    return isinstance(decoded, dict) and "alg" in decoded


def _private_key(words: str) -> bool:
    body = "".join(words.splitlines()[1:-1])
    return len(body) >= 64 and _disorder(body) >= 4 and "..." not in body


@dataclass(frozen=True)
class _Format:
    """Whose secret it is, what it looks like (group 1 where not all of it), and what makes sure."""

    what: str
    pattern: re.Pattern[str]
    sure: Callable[[str], bool] = _random
    weight: Weight = Weight.MUST


_FORMATS = (
    _Format("a private key", re.compile(
        r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----\n[\s\S]{40,8000}?"
        r"-----END (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----"
    ), _private_key),
    _Format("an access key of AWS", re.compile(r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b")),
    _Format("a token of GitHub", re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b"), _checked),
    _Format("a token of GitHub", re.compile(r"\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b")),
    _Format("a token of npm", re.compile(r"\bnpm_[A-Za-z0-9]{36}\b"), _checked),
    _Format("a token of GitLab", re.compile(r"\bgl(?:pat|ptt|rt)-[\w-]{20,}\b")),
    _Format("a token of Slack", re.compile(r"\bxox[abeprs]-(?:\d+-){1,3}[A-Za-z0-9]{16,}\b")),
    _Format("a key of OpenAI", re.compile(r"\bsk-(?:proj-|svcacct-|admin-)?[\w-]{20,80}T3BlbkFJ[\w-]{20,80}")),
    _Format("a key of Anthropic", re.compile(r"\bsk-ant-(?:api|admin)\d{2}-[\w-]{80,}")),
    _Format("a key of Google", re.compile(r"\bAIza[\w-]{35}(?![\w-])")),
    _Format("a live key of Stripe", re.compile(r"\b[sr]k_live_[A-Za-z0-9]{24,}\b")),
    _Format("a token of Hugging Face", re.compile(r"\bhf_[A-Za-z]{34}\b")),
    _Format("a token of PyPI", re.compile(r"\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}")),
    _Format("a key of SendGrid", re.compile(r"\bSG\.[\w-]{22}\.[\w-]{43}\b")),
    _Format("a key of Azure", re.compile(r"\b(?:AccountKey|SharedAccessKey)=([A-Za-z0-9+/]{42,86}={1,2})")),
    _Format("a JSON Web Token", re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}"), _web_token, Weight.SHOULD),
    _Format("a password in an address", re.compile(r"\b[a-z][a-z0-9+.-]{1,15}://[^\s:/@]{1,64}:([^\s:/@]{6,64})@[\w.-]+"),
            lambda words: _disorder(words) >= 2.5 and not _EXAMPLE.search(words), Weight.SHOULD),
    _Format("what looks like a password", re.compile(
        r"(?i)\b(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?token|auth[_-]?token)\b[\"']?\s*[:=]\s*[\"']([^\s\"']{16,80})[\"']"
    ), lambda words: _random(words) and _mixed(words), Weight.SHOULD),
)  # fmt: skip


def secrets(material: Material) -> Iterator[Finding]:
    """What opens somebody's account, each place once."""
    for document in material.documents:
        told: list[tuple[int, int]] = []
        for each in _FORMATS:
            for match in each.pattern.finditer(document.text):
                start, end = match.span(match.lastindex or 0)
                overlaps = any(start < other and first < end for first, other in told)
                if not overlaps and each.sure(document.text[start:end]):
                    told.append((start, end))
                    says = f"It is {each.what}." if each.weight is Weight.MUST else f"It may be {each.what}."
                    fault = Fault(FindingKind.SECRETS, each.weight, says, _REVOKE)
                    yield in_place(fault, document, start, end, masked(document.text[start:end]))


def masked(words: str) -> str:
    """`words` so that they can be found in the file and be of no use: a few of their letters, and how many they are."""
    first = words.splitlines()[0] if words.startswith("-----") else words[: min(6, len(words) // 4)]
    return f"{first}… ({len(words)} characters)"


def _mixed(words: str) -> bool:
    """Whether there are letters and digits; words of a language have none, and numbers nothing else."""
    return any(each.isdigit() for each in words) and any(each.isalpha() for each in words) and "/" not in words[:1]
