"""reStructuredText, AsciiDoc, Org, Quarto and MDX become Markdown with their words, headings and code."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.parsing import check_blocks, named
from tutor.corpus.parsed import Parsed
from tutor.corpus.parsers.asciidoc import parse_asciidoc
from tutor.corpus.parsers.dialects import parse_mdx, parse_quarto
from tutor.corpus.parsers.org import parse_org
from tutor.corpus.parsers.rst import parse_rst
from tutor.domain import BlockKind
from tutor.errors import UnreadableFile

RST = """
=====
Title
=====

.. index:: single: fees

See :ref:`the fees <fees>` and ``code`` of `a link <http://x>`_ in |where| [1]_.

.. |where| replace:: the EU
.. [1] By law.

Fees
----

.. note:: Pay in *30* days.

.. code-block:: python
   :linenos:

   print("x")

* one

  1. inner

+------+-------+
| Day  | Step  |
+======+=======+
| 7    | mail  |
+      +-------+
|      | call  |
+------+-------+

Term
    Its :unknown:`meaning`.

.. include:: /etc/passwd
.. raw:: html
   :file: /etc/passwd
"""

ASCIIDOC = """= Title
Ann Author <ann@example.org>
:product: Groundwork

== Fees (((index, entry)))

indexterm:[x]A ((shown)) word of {product}. See <<_fees,the fees>> and https://x.org[the site].

.Steps
[cols="1,2",options="header"]
|===
|Day |Step

|7
|Send a mail

|14 |Call
|===

* one
** inner

[WARNING]
====
Do not threaten.
====

////
A comment.
////

[source,ruby]
----
# no heading
----
"""

ORG = """#+TITLE: All fees
* TODO Fees :work:
:PROPERTIES:
:ID: 1
:END:
See [[https://x.org][the *site*]] and =code=.
- one
  1. inner
| Day | Step |
|-----+------|
| 7   | mail |
#+begin_src python
# no heading
#+end_src
# a comment
"""

QUARTO = """---
title: "All fees"
---
## Fees {#sec-fees .unnumbered}

See [a span]{.aside} and `x{.y}`.

```{python}
#| label: fig
print("x")
```

::: {.callout-tip title="Remember"}
Remind.
:::

{{< video https://x >}}
"""

MDX = """import Tabs from '@theme/Tabs';
import {
  A,
} from "b";

export const x = { a: 1 };

# Fees {#fees}

<Tabs defaultValue="a">
  <TabItem value="a" label="In the EU">
    Eight **points**, `{kept}`.

    - one
  </TabItem>
</Tabs>

<Card
  title="Hello"
  onClick={() => { go({ a: 1 }) }}
/>

If a < b {/* a comment */} then c.

```js
import x from "y";
```
"""


def test_rst() -> None:
    """Directives and roles of any program give their words; nothing is included from elsewhere."""
    parsed = parse_rst(RST.encode())
    check_blocks(parsed)
    assert parsed.title == "Title"
    assert parsed.text == (
        "# Title\n\nSee the fees and code of a link in the EU.\n\nNote: By law.\n\n"
        "## Fees\n\nNote: Pay in 30 days.\n\n"
        '```python\nprint("x")\n```\n\n- one\n\n    1. inner\n\n'
        "| Day | Step |\n| --- | --- |\n| 7 | mail |\n| 7 | call |\n\n"
        "Term: Its meaning."
    )


def test_asciidoc() -> None:
    """Blocks, tables, admonitions and cross references; no index marks, authors, comments or attributes."""
    parsed = parse_asciidoc(ASCIIDOC.encode())
    check_blocks(parsed)
    assert parsed.text == (
        "# Title\n\n## Fees\n\nA shown word of Groundwork. See the fees and the site.\n\nSteps\n\n"
        "| Day | Step |\n| --- | --- |\n| 7 | Send a mail |\n| 14 | Call |\n\n- one\n\n    - inner\n\n"
        "Warning: Do not threaten.\n\n```ruby\n# no heading\n```"
    )


def test_org() -> None:
    """Headlines without their state and tags, lists, tables, code; no drawers and comments."""
    parsed = parse_org(ORG.encode())
    check_blocks(parsed)
    assert parsed.title == "All fees"
    assert parsed.text == (
        "# Fees\n\nSee the site and code.\n\n- one\n\n    1. inner\n\n| Day | Step |\n| --- | --- |\n| 7 | mail |\n\n"
        "```python\n# no heading\n```"
    )


def test_quarto() -> None:
    """Chunks are code without their options, callouts are told by title, attributes and shortcodes are gone."""
    parsed = parse_quarto(QUARTO.encode())
    check_blocks(parsed)
    assert parsed.title == "All fees"
    assert named(parsed) == [
        (BlockKind.HEADING, "## Fees"),
        (BlockKind.PROSE, "See a span and `x{.y}`."),
        (BlockKind.CODE, '```python\nprint("x")\n```'),
        (BlockKind.PROSE, "**Tip: Remember**"),
        (BlockKind.PROSE, "Remind."),
    ]


def test_mdx() -> None:
    """Imports, exports, tags and expressions are no text; labels and what stands between tags are."""
    parsed = parse_mdx(MDX.encode())
    check_blocks(parsed)
    assert named(parsed) == [
        (BlockKind.HEADING, "# Fees"),
        (BlockKind.PROSE, "**In the EU**"),
        (BlockKind.PROSE, "Eight **points**, `{kept}`."),
        (BlockKind.ITEM, "one"),
        (BlockKind.PROSE, "**Hello**"),
        (BlockKind.PROSE, "If a < b  then c."),
        (BlockKind.CODE, '```js\nimport x from "y";\n```'),
    ]


PIECES = st.sampled_from(
    [*"=-*.+|#:<>{}[]()`~_/\n ", "\n\n", "word", "----", "|===", "====", "::", ".. a::", "```", "* ", "#+begin_src",
     "::: ",     "{{< x >}}", "<A ", "</A>", "import x from", "+--+", "1. ", "   ", ":a:", "`x`", "term:: ", "|a|b"]
)  # fmt: skip


@pytest.mark.parametrize("parse", [parse_rst, parse_asciidoc, parse_org, parse_quarto, parse_mdx])
@given(text=st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_a_document(parse: Callable[[bytes], Parsed], text: str) -> None:
    """Whatever is called by the name of a format gives blocks at their places, or a reason why not."""
    with contextlib.suppress(UnreadableFile):
        check_blocks(parse(text.encode()))


def test_endless_nesting_ends() -> None:
    """Blocks within blocks without end are no way to stop a load."""
    for parse in (parse_asciidoc, parse_org):
        check_blocks(parse("".join(f"{'=' * (4 + at)}\n#+begin_quote\n" for at in range(300)).encode()))
