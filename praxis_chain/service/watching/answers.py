"""A forge's answers by URL: those used last in memory, the others in the store, where they outlive a restart."""

import asyncio
import json
import time
from collections.abc import Iterator, MutableMapping

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ...forges.github.kept import Answer, Recent
from ...store.answers import KeptAnswer, keep_answers, kept_urls, read_answer

IN_MEMORY = 4_000_000
"""Bytes, packed."""

_log = structlog.get_logger("answers")


class KeptAnswers(MutableMapping[str, Answer]):
    """The cache of a `GitHubSession`, for the event loop's thread. What is new is stored by `save`; without it, or
    without a store that answers, all that is lost is requests."""

    def __init__(self, store: Engine, in_memory: int = IN_MEMORY) -> None:
        self._store = store
        self._recent = Recent(in_memory)
        self._new: dict[str, Answer] = {}
        self._forgotten: set[str] = set()

    async def save(self) -> None:
        """Store what changed since the last time."""
        if not self._new and not self._forgotten:
            return
        new, forgotten, self._new, self._forgotten = self._new, self._forgotten, {}, set()
        try:
            await asyncio.to_thread(self._save, new, forgotten)
        except SQLAlchemyError as error:
            self._forgotten |= forgotten | new.keys()  # an older one must not come back
            _log.warning("answers not stored", error=str(error).partition("\n")[0])

    def __getitem__(self, url: str) -> Answer:
        for known in (self._recent, self._new):
            if url in known:
                return known[url]
        if url in self._forgotten:
            raise KeyError(url)
        self._recent[url] = found = self._read(url)
        return found

    def __setitem__(self, url: str, answer: Answer) -> None:
        self._recent[url] = self._new[url] = answer
        self._forgotten.discard(url)

    def __delitem__(self, url: str) -> None:
        self._recent.pop(url, None)
        self._new.pop(url, None)
        self._forgotten.add(url)

    def __iter__(self) -> Iterator[str]:
        try:
            stored = kept_urls(self._store)
        except SQLAlchemyError:
            stored = []
        return iter({*stored, *self._recent, *self._new} - self._forgotten)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read(self, url: str) -> Answer:
        try:
            kept = read_answer(self._store, url)
        except SQLAlchemyError:
            kept = None
        if kept is None:
            raise KeyError(url)
        return kept.etag, kept.modified, json.loads(kept.text), kept.more

    def _save(self, new: dict[str, Answer], forgotten: set[str]) -> None:
        texts = {
            url: KeptAnswer(etag, modified, json.dumps(answer), more)
            for url, (etag, modified, answer, more) in new.items()
        }
        keep_answers(self._store, texts, forgotten, int(time.time()))
