"""Texts as hypothesis draws them: any Unicode, words, and Markdown documents with every kind of block."""

from __future__ import annotations

from hypothesis import strategies as st

# Marks, ends of sentences and white space far more often than chance would have them.
MARKED = st.lists(
    st.sampled_from(list("*_`~[]()<>!|#\\-:.?\n \t&'\""))
    | st.sampled_from(["é", "中", "😀", "ab", "1.5", "\u00a0"])
    | st.characters(),
    max_size=60,
).map("".join)

WORD = st.sampled_from(
    [
        "invoice",
        "client",
        "rate",
        "hourly",
        "contract",
        "join",
        "window",
        "partition",
        "rows",
        "NULL",
        "value",
        "deposit",
        "scope",
        "change",
        "request",
        "grain",
        "café",
        "naïve",
        "straße",
        "数据",
        "1,000",
        "3.5",
        "2026",
        "80%",
        "don't",
        "client's",
        "SQL",
        "PostgreSQL",
    ]
)
SENTENCE = st.lists(WORD, min_size=1, max_size=25).map(lambda words: " ".join(words).capitalize() + ".")
EMPHASISED = st.tuples(SENTENCE, st.sampled_from(["{}", "**{}**", "*{}*", "`{}`", "[{}](https://a.example/b)"])).map(
    lambda pair: pair[1].format(pair[0])
)
PARAGRAPH = st.lists(EMPHASISED, min_size=1, max_size=8).map(" ".join)
HEADING = st.tuples(st.integers(1, 6), SENTENCE).map(lambda pair: "#" * pair[0] + " " + pair[1])
LIST = st.lists(SENTENCE, min_size=1, max_size=8).map(lambda items: "\n".join(f"- {item}" for item in items))
QUOTE = PARAGRAPH.map(lambda text: f"> {text}")
CODE = st.lists(SENTENCE, max_size=12).map(
    lambda lines: "\n".join(["```sql", *(f"-- # {line}" for line in lines), "```"])
)
TABLE = st.lists(st.tuples(WORD, SENTENCE), min_size=1, max_size=8).map(
    lambda rows: "\n".join(["| name | meaning |", "| --- | --- |", *(f"| {name} | {text} |" for name, text in rows)])
)
COMMENT = SENTENCE.map(lambda text: f"<!-- {text} -->")
MARKDOWN = st.lists(st.one_of(PARAGRAPH, HEADING, LIST, QUOTE, CODE, TABLE, COMMENT), max_size=14).map("\n\n".join)
