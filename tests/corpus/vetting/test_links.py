"""Links inside a folder: those that lead somewhere are left in peace."""

from __future__ import annotations

from tests.corpus.vetting.conftest import Look
from tutor.corpus.vetting.links import links
from tutor.domain import Weight

OTHER = (
    "# Tides\n\n## Neap & spring tides\n\nWords.\n\n## Words\n\n## Words\n\n"
    '<a name="harbour"></a>\n\nMore words here.\n'
)
FINE = """# Notes

[a](sub/tides.md), [b](sub/tides.md#neap--spring-tides "title"), [c](sub/tides.md#words-1), [d](sub/tides.md#harbour)
and [e](#notes), [f](sub/), [g](sub), [h](sub/tides), [i](sub/tides.html), [j](<sub/my page.md>), [k](sub/my%20page.md),
[l](https://example.org/x.md), [m](mailto:a@example.org), [n](/docs/x), [o](../above.md), [p](sub/tides.md?plain=1#L12),
[q]({{ site.url }}/x.md), [r](#), [![picture](none.png)](sub/tides.md) and `[s](gone.md)`, \\[t](gone.md).

```md
[u](gone.md)
```

A note[^1] and a [reference][ref].

[ref]: sub/tides.md
[^1]: The note.
"""


def test_links_that_lead_somewhere(look: Look) -> None:
    """Files, folders, headings, names of places, sites made of Markdown, and what is not ours to follow."""
    files = {"a.md": FINE, "sub/tides.md": OTHER, "sub/my page.md": "# Page\n\nSome words.\n"}
    assert look(links, files) == []


def test_links_that_do_not(look: Look) -> None:
    """An absent document and an absent heading are told of at the link; in reference definitions too."""
    page = "# Notes\n\n[a](gone.md) and [b](sub/tides.md#ebb) and [c][ref].\n\n[ref]: old/tides.md\n"
    found = look(links, {"a.md": page, "sub/tides.md": OTHER})
    assert [(each.words, each.weight) for each in found] == [
        ("[a](gone.md)", Weight.SHOULD),
        ("[ref]: old/tides.md", Weight.SHOULD),
        ("[b](sub/tides.md#ebb)", Weight.SHOULD),
    ]


def test_many_are_one_finding(look: Look) -> None:
    """A page whose every link is dead is one finding; code and pictures beside it are one note."""
    page = "# Notes\n\n" + " ".join(f"[{each}]({each}.md) [c]({each}.py)" for each in "bcdefg")
    documents, code = look(links, page)
    assert (documents.weight, code.weight) == (Weight.SHOULD, Weight.NOTE)
    assert "6 documents that it links to" in documents.says
    (again,) = [each for each in look(links, page + "\n\nMore.") if each.weight is Weight.NOTE]
    assert again.key == code.key


def test_headings_of_texts_that_were_made_over(look: Look) -> None:
    """Where the canonical text is not the file's own, names of places may be gone: nothing is said of them."""
    page = "# Notes\n\n[a](#ebb) [b](#flow) [c](#slack) [d](#neap)\n"
    (found,) = look(
        links, {"a.md": page + "[e](notes.qmd#sec-tides)\n", "notes.qmd": "## Tides {#sec-tides}\n\nWords.\n"}
    )
    assert "4 places that it links to are not there: a.md#ebb" in found.says
