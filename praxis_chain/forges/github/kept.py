"""Answers that are kept for their ETags, as many as fit."""

import json
import zlib
from collections import OrderedDict
from collections.abc import Iterator, MutableMapping
from typing import Any

Answer = tuple[str | None, str | None, Any, str | None]
"""ETag, Last-Modified, the parsed answer, URL of the next page: JSON, all of it."""


class Recent(MutableMapping[str, Answer]):
    """Answers by URL, packed; most: bytes. Those not used for longest go first."""

    def __init__(self, most: int = 64_000_000) -> None:
        self._most, self._size = most, 0
        self._packed: OrderedDict[str, bytes] = OrderedDict()

    def __getitem__(self, url: str) -> Answer:
        packed = self._packed[url]
        self._packed.move_to_end(url)
        etag, modified, answer, more = json.loads(zlib.decompress(packed))
        return etag, modified, answer, more

    def __setitem__(self, url: str, answer: Answer) -> None:
        if url in self._packed:
            del self[url]
        self._packed[url] = packed = zlib.compress(json.dumps(answer).encode(), level=1)
        self._size += len(packed)
        while self._size > self._most:
            self._size -= len(self._packed.popitem(last=False)[1])

    def __delitem__(self, url: str) -> None:
        self._size -= len(self._packed.pop(url))

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)
