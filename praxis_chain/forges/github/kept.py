"""Answers that are kept for their ETags: as many as fit."""

from collections import OrderedDict
from typing import Any


class Recent(OrderedDict[str, tuple[str | None, str | None, Any, str | None]]):
    """The answers used last, by URL; those not used for longest go first. Persist it as JSON if you like."""

    def __init__(self, most: int = 10_000) -> None:
        super().__init__()
        self._most = most

    def __getitem__(self, url: str) -> tuple[str | None, str | None, Any, str | None]:
        self.move_to_end(url)
        return super().__getitem__(url)

    def __setitem__(self, url: str, answer: tuple[str | None, str | None, Any, str | None]) -> None:
        super().__setitem__(url, answer)
        self.move_to_end(url)
        while len(self) > self._most:
            self.popitem(last=False)
