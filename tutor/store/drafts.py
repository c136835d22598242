"""What a load has read and not published yet, on the disk: no corpus need fit into memory, and a killed load goes on.

One file beside the embeddings for each corpus. It is only ever a copy of what the curator's files say, so whatever is
wrong with it is mended by reading them again; a load that publishes removes it.
"""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Self

from tutor.errors import StoreFailed


class Drafts:
    """An SQLite file of packed texts by the path of the file they were read from; for one thread at a time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._connection = _opened(file)
            except sqlite3.DatabaseError:  # cut off or overwritten: as good as none
                self._remove()
                self._connection = _opened(file)
        except (OSError, sqlite3.Error) as error:
            raise self._refused(error) from error

    def close(self) -> None:
        """Close the file; what is in it stays for the next load."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def discard(self) -> None:
        """Remove all of it: it was published, or is not wanted."""
        self.close()
        self._remove()

    def keep(self, path: str, key: str, text: str) -> None:
        """Keep what was read of the file at `path`, in place of what was before. Raises `StoreFailed`."""
        packed = zlib.compress(text.encode(), 1)
        try:
            with self._connection:
                self._connection.execute("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)", (path, key, packed))
        except sqlite3.Error as error:
            raise self._refused(error) from error

    def find(self, path: str, key: str) -> str | None:
        """What was kept of that file under the same `key`, if it was and is whole."""
        try:
            row = self._connection.execute("SELECT key, text FROM drafts WHERE path = ?", (path,)).fetchone()
            return zlib.decompress(row[1]).decode() if row and row[0] == key else None
        except (sqlite3.Error, zlib.error, UnicodeDecodeError):
            return None

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._file.with_name(self._file.name + ending).unlink()

    def _refused(self, error: Exception) -> StoreFailed:
        return StoreFailed(f"The drafts cannot be written to {self._file}: {error}.", "Free some disk space.")


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS drafts (path TEXT PRIMARY KEY, key TEXT NOT NULL, text BLOB NOT NULL) STRICT"
        )
    except sqlite3.Error:
        connection.close()
        raise
    return connection
