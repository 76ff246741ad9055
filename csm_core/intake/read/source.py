"""A file as it was given to us: a name to show and its bytes, in memory or on disk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

LARGE = 48 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """One dropped or named file. `name` is what the reader knows it by; it is never used as a path."""

    name: str
    content: bytes | Path

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size

    @property
    def is_large(self) -> bool:
        """Whether it should not be held in memory whole where that can be helped."""
        return self.size >= LARGE

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes, in hex: the file's identity whatever it is called."""
        if isinstance(self.content, bytes):
            return hashlib.sha256(self.content).hexdigest()
        with self.content.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def load(self) -> bytes:
        """All bytes of the file."""
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()
