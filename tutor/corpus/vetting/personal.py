"""Addresses and numbers of people: e-mail, telephone, bank account, payment card.

What is reserved for examples is none: domains of RFC 2606 and 6761, telephone numbers of ITU-T E.164 in their published
fictitious ranges, the card numbers that payment providers publish for tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.corpus.vetting.material import Fault, Material, in_place
from tutor.domain import Document, Finding, FindingKind, Weight

_MAIL = re.compile(
    r"(?<![\w.+/:@-])[\w.+-]{1,64}@(?P<domain>(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24})(?![\w@-])", re.IGNORECASE
)
_RESERVED = re.compile(
    r"(?:^|\.)(?:example|test|invalid|localhost|local|internal)$|(?:^|\.)(?:example|contoso|fabrikam|acme|domain|email|mydomain"
    r"|yourdomain|company|yourcompany)\.(?:com|org|net|edu|de|io|co|eu)$|\.iam\.gserviceaccount\.com$|^mail\.gmail\.com$|^mail\.gmail\.com$",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:no-?reply|do-?not-?reply|git|user(?:name)?|you|your[.\w-]*|me|name|someone|somebody|foo|bar|test|john\.?doe|jane\.?doe"
    r"|firstname\.lastname|email)\d*$",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"^(?:info|contact|support|help|hello|sales|press|security|privacy|abuse|postmaster|webmaster|admin|office|licen[cs]\w*|legal"
    r"|feedback|opencode|opensource|conduct|team|mail|service|kontakt|copyright|permissions|editor)$",
    re.IGNORECASE,
)
_ABOUT_THE_FILE = re.compile(r"licen[cs]e|copyright|©|author|maintain|conduct|contribut|contact", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w+./=#-])(?<!\d )(?:\+|00(?=[1-9]))[1-9](?:[ ./()-]{0,2}\d){7,14}(?![\w/-]|\.\d)")
_FICTITIOUS = re.compile(  # ranges that the authorities of the USA, the UK, Germany and France keep free for films
    r"1\d{3}55501\d{2}|44(?:1632960|7700900|2079460|1134960|1144960|1154960|1164960|1174960|1184960|1214960|1314960|1414960"
    r"|1514960|1614960)\d{3}|49(?:3023125|6990009|4066969|2214710|8999998)\d{2,4}"
    r"|33(?:19900|26191|35301|46571|53649|63998)\d{4}|\d*(?:1234567|0000000|5555555)\d*"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI NL",
        19: "SI",
        20: "AT EE LT LU",
        21: "CH HR LI LV",
        22: "BG DE GB IE RS",
        23: "AE IL",
        24: "AD CZ ES RO SA SE SK",
        25: "PT",
        26: "IS TR",
        27: "FR GR IT MC SM",
        28: "CY HU PL",
        29: "UA",
        31: "MT",
    }.items()
    for country in countries.split()
}
_PUBLISHED_IBANS = frozenset(
    """DE89370400440532013000 GB82WEST12345698765432 GB29NWBK60161331926819 GB33BUKB20201555555555
    FR1420041010050500013M02606 NL91ABNA0417164300 CH9300762011623852957 BE68539007547034 AT611904300234573201
    ES9121000418450200051332 IT60X0542811101000000123456
    SE4550000000058398257466 PL61109010140000071219812874""".split()  # noqa: SIM905
)
_CARD = re.compile(
    r"(?<![\w.,-])(?<!\d )(?:[3-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}|3[47]\d{2}([ -]?)\d{6}\2\d{5})(?![\w-]|[., ]\d)"
)
_TEST_CARDS = frozenset(
    """4111111111111111 4242424242424242 4012888888881881 4000056655665556 5555555555554444 5105105105105100
    5200828282828210 378282246310005 371449635398431 6011111111111117 6011000990139424 4000000000000002
    4000000000009995 3530111333300000 3566002020360505 30569309025904""".split()  # noqa: SIM905
)
_PAYING = re.compile(r"card|karte|visa|master|credit|debit|payment|carte|tarjeta", re.IGNORECASE)


def personal(material: Material) -> Iterator[Finding]:
    """Where a person or an account can be reached by what stands there."""
    for document in material.documents:
        yield from _mails(document)
        yield from _phones(document)
        yield from _accounts(document)
        yield from _cards(document)


def _mails(document: Document) -> Iterator[Finding]:
    for match in _MAIL.finditer(document.text):
        name = match.group().partition("@")[0]
        if _RESERVED.search(match.group("domain")) or _NOBODY.match(name):
            continue
        meant = _OFFICE.match(name) or _ABOUT_THE_FILE.search(_line(document.text, match.start()))
        by_the_author = match.group().lower() in f"{document.source.author} {document.source.licence}".lower()
        if meant or by_the_author:
            says, weight = "It is an address to write to about the text, it seems.", Weight.NOTE
        else:
            says, weight = "It is somebody's e-mail address.", Weight.SHOULD
        yield in_place(_fault(weight, says, "name@example.org"), document, *match.span())


def _phones(document: Document) -> Iterator[Finding]:
    for match in _PHONE.finditer(document.text):
        digits = re.sub(r"\D", "", match.group()).removeprefix("00")
        if 8 <= len(digits) <= 15 and not _FICTITIOUS.fullmatch(digits) and _grouped(match.group()):
            says = "It is somebody's telephone number."
            yield in_place(_fault(Weight.SHOULD, says, "+44 20 7946 0123"), document, *match.span())


def _accounts(document: Document) -> Iterator[Finding]:
    for match in _IBAN.finditer(document.text):
        compact = match.group().replace(" ", "")
        length = _IBAN_LENGTHS.get(compact[:2], 0)
        compact = compact[:length]
        if length and len(compact) == length and _valid_iban(compact) and compact not in _PUBLISHED_IBANS:
            says = "It is the number of a bank account (ISO 13616, its check digits are right)."
            yield in_place(_fault(Weight.MUST, says, "DE89 3704 0044 0532 0130 00"), document, *match.span())


def _cards(document: Document) -> Iterator[Finding]:
    for match in _CARD.finditer(document.text):
        digits = re.sub(r"\D", "", match.group())
        apart = not match.group().isdigit()
        near = document.text[max(0, match.start() - 80) : match.end() + 40]
        if (apart or _PAYING.search(near)) and _luhn(digits) and digits not in _TEST_CARDS and len(set(digits)) > 3:
            says = "It is the number of a payment card (ISO/IEC 7812, its check digit is right)."
            shown = f"{match.group()[:4]}… ({len(digits)} digits)"
            yield in_place(_fault(Weight.MUST, says, "4242 4242 4242 4242"), document, *match.span(), shown)


def _fault(weight: Weight, says: str, instead: str) -> Fault:
    cure = f"Take it out, or write one that belongs to nobody, such as {instead}."
    return Fault(FindingKind.PERSONAL, weight, says, cure)


def _line(text: str, position: int) -> str:
    end = text.find("\n", position)
    return text[text.rfind("\n", 0, position) + 1 : len(text) if end < 0 else end]


def _grouped(number: str) -> bool:
    """Whether it is written as people write telephone numbers, and not as a decimal or a sum."""
    if re.fullmatch(r"\+\d{1,3}\.\d+|\+?\d{1,3}(?:[ .]\d{3})+", number):
        return False
    return number.startswith("+") or len(re.findall(r"\d+", number)) > 2


def _valid_iban(compact: str) -> bool:
    """ISO 7064, MOD 97-10: with letters as numbers and the head at the end, the rest is 1."""
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(each, 36)) for each in turned)) % 97 == 1


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: the sum with every second digit doubled, from the right, ends in 0."""
    doubled = [int(each) * (1 + place % 2) for place, each in enumerate(reversed(digits))]
    return sum(each - 9 * (each > 9) for each in doubled) % 10 == 0
