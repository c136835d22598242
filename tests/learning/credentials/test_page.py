"""The page that verifies itself, in a real browser, with its own Ed25519 and with ours, and without a network."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import NOW
from tests.learning.credentials.making import badge_of, identity, tampered
from tutor.learning.credentials.contexts import bundled
from tutor.learning.credentials.endorsement import endorsement
from tutor.learning.credentials.page import page

BADGE = badge_of(identity())
CLIENT = identity(2)
ENDORSED = endorsement(BADGE, "Saw it <b>myself</b>.", CLIENT.party("A client"), CLIENT.key, NOW, bundled())
_WITHOUT_ED25519 = """
SubtleCrypto.prototype.importKey = async () => { throw new DOMException('unknown', 'NotSupportedError'); };
"""

pytestmark = [pytest.mark.timeout(120), pytest.mark.filterwarnings("ignore::ResourceWarning")]


def opened(browser: Browser, folder: Path, words: str, script: str = "") -> Page:
    """The page as a file, at a time when the badge is valid; whatever it asks for besides itself fails the test."""
    file = folder / "page.html"
    file.write_text(words, "utf-8")
    shown = browser.new_page()
    shown.clock.set_fixed_time(NOW)
    shown.on("request", lambda request: _is_the_file(request.url))
    shown.on("console", lambda message: pytest.fail(f"the page complains: {message.text}"))
    if script:
        shown.add_init_script(script)
    shown.goto(file.as_uri())
    expect(shown.locator("#checks li")).to_have_count(4)
    return shown


def _is_the_file(url: str) -> None:
    assert url.startswith(("file:", "data:", "blob:")), url


@pytest.mark.parametrize("script", ["", _WITHOUT_ED25519], ids=["WebCrypto", "our arithmetic"])
def test_a_good_badge_and_what_others_say(browser: Browser, tmp_path: Path, script: str) -> None:
    """It verifies, shows the words of the credential as words, and the endorsement that is of this badge."""
    shown = opened(browser, tmp_path, page(BADGE, [ENDORSED]), script)
    expect(shown.locator("#result")).to_contain_text("Verified in your browser")
    expect(shown.locator("#name")).to_have_text(BADGE["name"])
    expect(shown.locator("#evidence")).to_contain_text("In sequence </script><script>alert(1)</script> ]]>")
    expect(shown.locator("#criteria")).to_contain_text("What this does not prove")
    expect(shown.locator("#checks .open")).to_contain_text("eddsa-rdfc-2022")
    expect(shown.locator("#endorsements")).to_contain_text("Saw it <b>myself</b>.")
    assert shown.locator("#endorsements b").count() == 0


@pytest.mark.parametrize("script", ["", _WITHOUT_ED25519], ids=["WebCrypto", "our arithmetic"])
@pytest.mark.parametrize("kind", tampered(BADGE))
def test_a_forged_badge_shows_nothing(browser: Browser, tmp_path: Path, script: str, kind: str) -> None:
    """It says that the badge does not verify, and what the badge claims is not shown."""
    shown = opened(browser, tmp_path, page(tampered(BADGE)[kind], [ENDORSED]), script)
    expect(shown.locator("#result")).to_contain_text("does not verify")
    expect(shown.locator("header")).to_be_hidden()
    expect(shown.locator("#evidence")).to_be_empty()
    expect(shown.locator("#endorsements")).to_be_hidden()


def test_an_endorsement_of_another_badge_is_not_shown(browser: Browser, tmp_path: Path) -> None:
    """Its comment stays out, and the reason stands in its place."""
    forged: Any = deepcopy(ENDORSED)
    forged["credentialSubject"]["endorsementComment"] = "The best there is."
    other = endorsement(badge_of(identity(7)), "Of another.", CLIENT.party("A client"), CLIENT.key, NOW, bundled())
    shown = opened(browser, tmp_path, page(BADGE, [forged, other]))
    expect(shown.locator("#endorsements h3")).to_have_text(["An endorsement that does not verify"] * 2)
    expect(shown.locator("#endorsements")).not_to_contain_text("The best there is.")
    expect(shown.locator("#endorsements")).not_to_contain_text("Of another.")


def test_a_domain_is_left_open(browser: Browser, tmp_path: Path) -> None:
    """Whether a domain has the key cannot be seen without a network: the page says so, and where to look."""
    shown = opened(browser, tmp_path, page(badge_of(identity(3, "example.org/people"))))
    expect(shown.locator("#result")).to_contain_text("Whose key that was is not checked")
    expect(shown.locator("#checks")).to_contain_text("https://example.org/people/did.json")


def test_the_saved_file_is_the_credential(browser: Browser, tmp_path: Path) -> None:
    """What the page saves verifies elsewhere."""
    from tutor.learning.credentials.written import read

    shown = opened(browser, tmp_path, page(BADGE))
    with shown.expect_download() as download:
        shown.locator("#download").click()
    download.value.save_as(tmp_path / "saved.json")
    assert read((tmp_path / "saved.json").read_bytes()) == BADGE
