"""Retrieval as a LangChain retriever, for chains and agents of others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from tutor.domain import Passage
from tutor.models.embedder import Embedder
from tutor.retrieval.retrieve import retrieve
from tutor.store.release import OpenRelease


class GroundworkRetriever(BaseRetriever):
    """The passages of published releases, best first, each with the place its words stand at.

    `metadata` has corpus, release, document, start, end (code points of the canonical text), title, heading and score.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    releases: Sequence[OpenRelease]
    embedder: Annotated[Embedder, SkipValidation]
    k: int = 8

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's signature
    ) -> list[LangChainDocument]:
        ids = {release.release.corpus.name: release.release.id for release in self.releases}
        passages = retrieve(query, self.releases, self.embedder, self.k)
        return [_document(passage, ids[passage.span.corpus]) for passage in passages]


def _document(passage: Passage, release: str) -> LangChainDocument:
    place = passage.span.model_dump()
    described = {"title": passage.title, "heading": list(passage.heading), "score": passage.score}
    return LangChainDocument(page_content=passage.text, metadata={**place, "release": release, **described})
