"""A web site becomes files: politely, in bounds, inside what was asked for, and nothing is asked for twice."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.corpus.elsewhere.site import Answer, Page, Site, moved, page
from tutor.corpus.elsewhere.gathered import Errand, Gathered
from tutor.corpus.elsewhere.recipe import Recipe, WebSource
from tutor.corpus.elsewhere.visitor import Bounds
from tutor.corpus.elsewhere.web import crawl
from tutor.errors import BadInput, FetchFailed

QUICK = Bounds(pause=0.01, silence=0.4, page_seconds=0.5, seconds=30)
NO_ROBOTS = {"/robots.txt": Page(status=404)}


class Visiting:
    """A folder for each visit, and the recipe that is made of an address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "part"
        self.earlier = folder / "earlier"
        self.folder.mkdir()

    def __call__(self, address: str, bounds: Bounds = QUICK, days: int = 0, **recipe: object) -> Gathered:
        web = {name: recipe.pop(name) for name in ("within", "most_pages", "delay") if name in recipe}
        source = WebSource.model_validate({"delay": 0, "address": address, **web})
        asked = Recipe.model_validate({"name": "site", "title": "Site", "web": source, **recipe})
        errand = Errand(asked, self.folder, self.earlier, NOW + timedelta(days=days))
        return crawl(source, errand, bounds)

    def complete(self) -> None:
        """What was fetched is what an earlier fetch has brought, and a new one begins."""
        self.folder.rename(self.earlier)
        self.folder.mkdir()


@pytest.fixture
def visit(tmp_path: Path) -> Visiting:
    """Visits that go into one folder."""
    return Visiting(tmp_path)


def paths(found: Gathered) -> list[str]:
    """The files that came of it."""
    return [file.path for file in found.files]


def reasons(found: Gathered) -> dict[str, str]:
    """Why something was left out, by the path of its address."""
    return {"/" + each.path.split("/", 3)[-1]: each.reason for each in found.left_out}


def test_inside_of_what_was_asked_for(visit: Visiting) -> None:
    """Links are followed in the folder of the address and nowhere else; each page is a file that names its origin."""
    pages = {
        "/guide/": page(
            "Guide", "tides.html", "/guide/wind/", "../shop/", "https://elsewhere.example/", "?page=2", "#top"
        ),
        "/guide/tides.html": page("Tides", "/guide/", "mailto:a@b.example", "javascript:void(0)"),
        "/guide/wind/": page("Wind", "beaufort"),
        "/guide/wind/beaufort": page("Beaufort"),
        "/shop/": page("Shop"),
    }
    with Site(NO_ROBOTS | pages) as site:
        found = visit(f"{site.root}/guide/")
        assert site.paths == ["/guide/", "/guide/tides.html", "/guide/wind/", "/guide/wind/beaufort"]
        assert found.files[1].uri == f"{site.root}/guide/tides.html"
    assert paths(found) == ["index.html", "tides.html", "wind/index.html", "wind/beaufort.html"]
    assert (visit.folder / "wind" / "beaufort.html").read_text() == pages["/guide/wind/beaufort"].body
    assert found.files[0].seen_on == NOW.date()
    assert found.left_out == ()


def test_robots(visit: Visiting) -> None:
    """What robots.txt forbids, with patterns, is never asked for and is named; the delay that it wishes is kept."""
    ours = "User-agent: GroundworkTutor\nDisallow: /*.pdf$\nDisallow: /private/\nCrawl-delay: 0.2\n"
    robots = f"User-agent: *\nDisallow: /\n\n{ours}"
    pages = {"/robots.txt": Page(robots), "/": page("Home", "/a.pdf", "/private/x", "/open"), "/open": page("Open")}
    with Site(pages) as site:
        found = visit(f"{site.root}/")
        assert site.paths == ["/", "/open"]
        times = [each.at for each in site.asked]
    assert all(later - earlier > 0.19 for earlier, later in pairwise(times[1:]))
    assert set(reasons(found)) == {"/a.pdf", "/private/x"}
    assert "robots.txt" in reasons(found)["/a.pdf"]


@pytest.mark.parametrize("robots", [Page(status=500), Page(status=429, headers={"Retry-After": "0"})])
def test_robots_that_cannot_be_read(visit: Visiting, robots: Page) -> None:
    """Where it cannot be told what is allowed, nothing is asked for."""
    with Site({"/robots.txt": robots, "/": page("Home")}) as site:
        with pytest.raises(FetchFailed, match="it cannot be told what is allowed"):
            visit(f"{site.root}/")
        assert site.paths == []


def test_robots_that_forbid_all(visit: Visiting) -> None:
    """A start that is forbidden says so."""
    with Site({"/robots.txt": Page("User-agent: *\nDisallow: /"), "/": page("Home")}) as site:
        with pytest.raises(FetchFailed, match=r"robots\.txt"):
            visit(f"{site.root}/")
        assert site.paths == []


def test_redirects_stay_inside(visit: Visiting) -> None:
    """A redirect is followed inside; one to elsewhere, such as a machine of the own network, is never asked for."""
    with Site({"/secret": page("Secret")}) as private:
        to = {"/d/away": moved(f"{private.root}/secret"), "/d/file": moved("file:///etc/passwd"), "/d/up": moved("/up"),
              "/d/here": moved("/d/there"), "/d/there": page("There"), "/d/round": moved("/d/round")}  # fmt: skip
        with Site(
            NO_ROBOTS | to | {"/d/": page("D", "away", "file", "up", "here", "round"), "/up": page("Up")}
        ) as site:
            found = visit(f"{site.root}/d/")
            assert "/up" not in site.paths
        assert private.asked == []
    assert paths(found) == ["index.html", "there.html"]
    assert set(reasons(found)) == {"/d/away", "/d/file", "/d/up"}
    assert "outside of what was asked for" in reasons(found)["/d/away"]


def test_a_start_that_leads_elsewhere(visit: Visiting) -> None:
    """It is not followed, and the address that it leads to is named, so that the curator can decide."""
    words = r"leads to https://www\.elsewhere\.example/docs, which is elsewhere"
    with (
        Site(NO_ROBOTS | {"/": moved("https://www.elsewhere.example/docs")}) as site,
        pytest.raises(BadInput, match=words),
    ):
        visit(f"{site.root}/")


def test_pages_that_cannot_be_had(visit: Visiting) -> None:
    """Each page that fails is named with its reason, and the others come all the same."""
    bad: dict[str, Answer] = {
        "/gone": Page(status=404),
        "/broken": Page(status=500),
        "/endless": Page("x" * 1000, drip=0.001),
        "/slow": Page("x", drip=0.05),
        "/picture": Page(b"\x89PNG", media_type="image/png"),
        "/large": Page("x" * 30_000),
        "/packed": Page(b"no gzip", headers={"Content-Encoding": "gzip"}),
    }
    bounds = QUICK.model_copy(update={"page": 20_000, "tries": 2})
    with Site(NO_ROBOTS | bad | {"/": page("Home", *bad, "/good"), "/good": page("Good")}) as site:
        found = visit(f"{site.root}/", bounds)
    assert paths(found) == ["index.html", "good.html"]
    assert reasons(found) == {
        "/gone": "its host answers with status 404",
        "/broken": "its host answers with status 500",
        "/endless": "it has more than 20,000 bytes",
        "/slow": "it took longer than 0.5 seconds",
        "/picture": "it is image/png, which is no document",
        "/large": "it has more than 20,000 bytes",
        "/packed": "it is packed and damaged",
    }


def test_a_busy_host_is_waited_for(visit: Visiting) -> None:
    """A page that asks to come back later is asked for again, as late as it wishes."""

    def busy(times: int) -> Page:
        return page("Home") if times else Page(status=429, headers={"Retry-After": "1"})

    with Site(NO_ROBOTS | {"/": busy}) as site:
        assert paths(visit(f"{site.root}/")) == ["index.html"]
        first, second = (each.at for each in site.asked if each.path == "/")
    assert second - first >= 1


@pytest.mark.parametrize("wish", ["3600", "Sat, 21 Nov 2026 13:00:00 GMT"])
def test_a_host_that_wants_to_be_left_alone(visit: Visiting, wish: str) -> None:
    """A wish that is far away, in seconds or as a date of the host's clock, ends the visit; nothing is lost."""
    later = Page(status=503, headers={"Retry-After": wish, "Date": "Sat, 21 Nov 2026 12:00:00 GMT"})
    with Site(NO_ROBOTS | {"/": page("Home", "/busy"), "/busy": later}) as site:
        with pytest.raises(FetchFailed, match="asks to come back in 3600 seconds"):
            visit(f"{site.root}/")
        site.pages["/busy"] = page("Busy")
        assert paths(visit(f"{site.root}/")) == ["index.html", "busy.html"]
        assert site.paths == ["/", "/busy", "/busy"]


def test_a_host_that_dies(visit: Visiting) -> None:
    """Where page after page fails, the visit ends; the next one goes on without asking again for what came."""
    pages: dict[str, Answer] = {f"/p{number}": Page(status=502) for number in range(9)}
    with Site(NO_ROBOTS | pages | {"/": page("Home", "/good", *pages), "/good": page("Good")}) as site:
        with pytest.raises(FetchFailed, match="fails again and again"):
            visit(f"{site.root}/", QUICK.model_copy(update={"tries": 1}))
        asked = len(site.asked)
        site.pages.update({path: page(path) for path in pages})
        assert len(visit(f"{site.root}/").files) == 11
        assert [each.path for each in site.asked[asked:]] == ["/robots.txt", *pages]


def test_what_did_not_change_is_not_sent_again(visit: Visiting) -> None:
    """The next visit asks with ETag and Last-Modified; what is the same is taken from what is there, and named so."""
    tagged = {"ETag": '"one"', "Last-Modified": "Tue, 03 Nov 2026 08:00:00 GMT"}
    first = Page(page("Home", "/same", "/new").body, headers=tagged)
    pages: dict[str, Answer] = {"/": first, "/same": Page(page("Same").body, headers=tagged), "/new": page("New")}
    with Site(NO_ROBOTS | pages) as site:
        visit(f"{site.root}/")
        visit.complete()
        site.pages["/new"] = page("Newer")
        found = visit(f"{site.root}/", days=3)
        assert [each.headers.get("If-None-Match") for each in site.asked[-3:]] == ['"one"', '"one"', None]
    assert {file.path: file.again for file in found.files} == {"index.html": True, "same.html": True, "new.html": False}
    assert [file.version for file in found.files] == ["2026-11-03", "2026-11-03", ""]
    assert (visit.folder / "same.html").read_text() == page("Same").body
    assert {file.seen_on for file in found.files} == {NOW.date() + timedelta(days=3)}


def test_no_cookies_and_no_credentials(visit: Visiting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cookie is never given back, a password of the user's never sent, and who asks is named."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    home = Page(page("Home", "/next").body, headers={"Set-Cookie": "a=b; Path=/"})
    with Site(NO_ROBOTS | {"/": home, "/next": page("Next")}) as site:
        visit(f"{site.root}/")
        headers = [{name.lower() for name in each.headers} for each in site.asked]
        assert all(each.headers["User-Agent"].startswith("GroundworkTutor/") for each in site.asked)
    assert len(headers) == 3
    assert not any(each & {"cookie", "authorization"} for each in headers)


def test_a_sitemap(visit: Visiting) -> None:
    """An index of sitemaps and the packed sitemap in it lead to their pages, but to no other host or folder."""
    with Site(NO_ROBOTS) as site:
        index = f"<sitemapindex><sitemap><loc>{site.root}/docs/part.xml.gz</loc></sitemap></sitemapindex>"
        inside = [f"<url><loc>{site.root}/{path}</loc></url>" for path in ("docs/a?v=1", "docs/b", "shop/c")]
        part = f"<?xml version='1.0'?><urlset>{''.join(inside)}<url><loc>https://x.example/docs/d</loc></url></urlset>"
        site.pages |= {
            "/docs/sitemap.xml": Page(index, media_type="application/xml"),
            "/docs/part.xml.gz": Page(gzip.compress(part.encode()), media_type="application/gzip"),
            "/docs/a?v=1": page("A", "/docs/not-listed-but-linked"),
            "/docs/b": page("B"),
            "/docs/not-listed-but-linked": page("L"),
        }
        found = visit(f"{site.root}/docs/sitemap.xml", exclude=("docs/b", "**/not-listed*"))
    assert [path.partition("-")[0] for path in paths(found)] == ["a"]
    assert found.left_out == ()


def test_enough_pages(visit: Visiting) -> None:
    """A site without end stops at the number of pages that was asked for, and says that there were more."""

    def next_page(number: int) -> Page:
        return page(f"Page {number}", f"/p{number + 1}")

    with Site(NO_ROBOTS | {f"/p{number}": next_page(number) for number in range(50)}) as site:
        found = visit(f"{site.root}/p0", within="/", most_pages=5)
    assert len(found.files) == 5
    assert "5 pages were wanted at most; 1 addresses were not asked" in found.left_out[-1].reason


def test_types_decide_the_ending(visit: Visiting) -> None:
    """The content type decides what a file is, the address only where the type says little; no two share a name."""
    pages: dict[str, Answer] = {
        "/guide": page("Guide"),
        "/guide.html": page("Guide again"),
        "/paper.php": Page(b"%PDF-1.7", media_type="application/pdf"),
        "/notes.md": Page("# Notes", media_type="text/plain"),
        "/plain": Page("words", media_type="text/plain"),
        "/v3.14": page("Version"),
        "/CON.html": page("Device"),
        "/corpus.toml": Page('title = "x"', media_type="text/plain"),
    }
    with Site(NO_ROBOTS | pages | {"/": page("Home", *pages)}) as site:
        found = visit(f"{site.root}/")
    names = paths(found)
    assert [name for name in names if not name.startswith("guide-")] == [
        "index.html", "guide.html", "paper.pdf", "notes.md", "plain.txt", "v3.14.html", "corpus.toml.txt",
    ]  # fmt: skip
    assert len([name for name in names if name.startswith("guide-")]) == 1
    assert (visit.folder / "guide.html").read_text() == page("Guide").body
    assert "keep for a device" in reasons(found)["/CON.html"]


def test_it_takes_too_long(visit: Visiting, quick_site: Callable[[int], Site]) -> None:
    """A visit ends in words when its time is over, and the next one goes on."""
    with quick_site(30) as site:
        with pytest.raises(FetchFailed, match=r"took longer than 0\.3 seconds"):
            visit(f"{site.root}/", QUICK.model_copy(update={"seconds": 0.3}), delay=0.05)
        asked = len(site.paths)
        assert 0 < asked < 31
        assert len(visit(f"{site.root}/").files) == 31
        assert len(site.paths) == 31


@pytest.fixture
def quick_site() -> Callable[[int], Site]:
    """A site of so many small pages, all linked from the first."""

    def made(count: int) -> Site:
        names = [f"/n{number}" for number in range(count)]
        return Site(NO_ROBOTS | {"/": page("Home", *names), **{name: page(name) for name in names}})

    return made
