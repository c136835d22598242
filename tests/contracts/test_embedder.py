"""What every embedder promises, whatever it is made of."""

from __future__ import annotations

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from tutor.models.embedder import Embedder, Text
from tutor.models.langchain_embedder import LangChainEmbedder
from tutor.models.onnx_embedder import bundled_embedder

SENTENCES = ("Charge by the day.", "A join can multiply rows, if its key is not unique.", "Größe 😀 数据")
JOINED = " ".join(SENTENCES)
SPANS = tuple((JOINED.index(each), JOINED.index(each) + len(each)) for each in SENTENCES)
TEXTS = [Text(JOINED, SPANS), Text(SENTENCES[0]), Text(SENTENCES[1]), Text("x"), Text(SENTENCES[1])]


class BundledEmbeddings(Embeddings):
    """The bundled embedder as others know embedders."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [embedding.whole.tolist() for embedding in self._embedder.embed([Text(text) for text in texts])]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


@pytest.fixture(scope="module", params=["bundled", "langchain"])
def made(request: pytest.FixtureRequest, embedder: Embedder) -> Embedder:
    """Each embedder there is."""
    return embedder if request.param == "bundled" else LangChainEmbedder(BundledEmbeddings(embedder), "bundled")


def test_vectors_have_length_one(made: Embedder) -> None:
    """Every vector, of a text and of a sentence, is a finite unit vector of the dimension that is told."""
    for embedding, text in zip(made.embed(TEXTS), TEXTS, strict=True):
        vectors = np.vstack([embedding.whole, embedding.sentences])
        assert vectors.shape == (1 + len(text.sentences), made.dimension)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_order_is_kept_and_company_does_not_matter(made: Embedder) -> None:
    """A text has the same vectors alone, in company and in any order; the same text, the same vectors."""
    together = made.embed(TEXTS)
    alone = [made.embed([text])[0] for text in TEXTS]
    reversed_ = made.embed(TEXTS[::-1])[::-1]
    for one, other, third in zip(together, alone, reversed_, strict=True):
        assert np.allclose(one.whole, other.whole, atol=1e-3)
        assert np.allclose(one.whole, third.whole, atol=1e-3)
        assert np.allclose(one.sentences, other.sentences, atol=1e-3)
    assert np.array_equal(together[2].whole, together[4].whole)
    assert made.embed([]) == []


def test_deterministic(made: Embedder) -> None:
    """Twice the same question, twice the same numbers."""
    assert all(
        np.array_equal(one.whole, other.whole) for one, other in zip(made.embed(TEXTS), made.embed(TEXTS), strict=True)
    )


def test_each_text_is_counted_once(made: Embedder) -> None:
    """The counts told to `watch` add up to the number of texts, for one text and for many."""
    for texts in (TEXTS, TEXTS[:1]):
        counts: list[int] = []
        made.embed(texts, counts.append)
        assert sum(counts) == len(texts)


def test_text_without_words_has_a_vector(made: Embedder) -> None:
    """Empty texts and empty sentences have unit vectors, too: nothing downstream divides by zero."""
    empty, blank, marks = made.embed([Text("", ((0, 0),)), Text("   ", ((1, 2),)), Text("\u200b", ((0, 1),))])
    for embedding in (empty, blank, marks):
        assert np.linalg.norm(embedding.whole) == pytest.approx(1, abs=1e-4)
        assert np.linalg.norm(embedding.sentences[0]) == pytest.approx(1, abs=1e-4)


def test_every_part_of_a_long_text_counts(made: Embedder) -> None:
    """A text far beyond any window has its end in its vector, and a vector for its last sentence."""
    filler = "The invoice is due in thirty days. " * 200
    last = "Window functions keep every row."
    text = Text(filler + last, ((0, 34), (len(filler), len(filler) + len(last))))
    long, cut, alone = made.embed([text, Text(filler), Text(last)])
    assert not np.allclose(long.whole, cut.whole, atol=1e-3)
    assert float(long.sentences[1] @ alone.whole) > float(long.sentences[0] @ alone.whole) + 0.2


def test_sentence_vector_is_near_the_sentence_alone(made: Embedder) -> None:
    """A sentence's vector inside a text is nearest to that sentence's own among all sentences of the text."""
    chosen = (
        "The invoice is due thirty days after its receipt.",
        "A window function keeps every row of the result.",
        "The cat sleeps on the sofa in the sun.",
    )
    joined = " ".join(chosen)
    spans = tuple((joined.index(each), joined.index(each) + len(each)) for each in chosen)
    (inside,) = made.embed([Text(joined, spans)])
    alone = np.array([each.whole for each in made.embed([Text(sentence) for sentence in chosen])])
    assert list(np.argmax(inside.sentences @ alone.T, axis=1)) == list(range(len(chosen)))


def test_likeness_of_meaning(made: Embedder) -> None:
    """What means the same is nearer than what shares a word, and both are nearer than anything else."""
    query, same, word, other = (
        each.whole
        for each in made.embed(
            [
                Text("How long does the client have to pay?"),
                Text("The invoice is due after thirty days."),
                Text("A client connects to the server."),
                Text("The cat sleeps on the sofa."),
            ]
        )
    )
    assert query @ same > query @ word > query @ other


def test_fingerprint_tells_embedders_apart(made: Embedder, embedder: Embedder) -> None:
    """The fingerprint names what it stands for, stays the same, and is another for another embedder."""
    again = bundled_embedder() if made is embedder else LangChainEmbedder(BundledEmbeddings(embedder), "bundled")
    assert made.fingerprint == again.fingerprint
    assert made.fingerprint != LangChainEmbedder(BundledEmbeddings(embedder), "another").fingerprint
    assert all(made.fingerprint.partition("@"))
