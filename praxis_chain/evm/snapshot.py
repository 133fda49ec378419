"""A view that asks each question once, and the questions about many things together.

What is asked of a chain depends on its answers: whether somebody is a stakeholder matters only if they accrued nothing
yet. `each` lets such questions stand as plain code about one thing, and still asks them for all things in few round
trips: whoever has a question waits until everybody has one, then all are asked in one batch, and so on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from .batch import request_many
from .client import View
from .rpc import Reverted

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")
_Question = tuple[str, str]  # contract and calldata, 0x text


@dataclass(frozen=True)
class Snapshot(View):
    """The chain as of one block, remembered."""

    _answers: dict[_Question, str] = field(default_factory=dict, repr=False, compare=False)

    def each(self, ask: Callable[[View, _Item], _Answer], items: Iterable[_Item]) -> list[_Answer]:
        """ask(view, item) for each item, in order.

        `ask` may run several times for one item, so it must do nothing but ask and compute. Raises what it raises,
        ContractRefused and NetworkFailed.
        """
        asking = _Asking(self.network, self.block, self._answers)
        waiting, found = list(enumerate(items)), dict[int, _Answer]()
        while waiting:
            again: list[tuple[int, _Item]] = []
            questions: dict[_Question, None] = {}
            for position, item in waiting:
                try:
                    found[position] = ask(asking, item)
                except _Unknown as unknown:
                    again.append((position, item))
                    questions[unknown.question] = None
            if not self._answered(list(questions)):  # one of them is refused: asked alone, it says which and why
                found |= {position: ask(self, item) for position, item in again}
                break
            waiting = again
        return [found[position] for position in sorted(found)]

    def _returned(self, message: dict[str, str]) -> str:
        question = message["to"], message["data"]
        if question not in self._answers:
            self._answers[question] = super()._returned(message)
        return self._answers[question]

    def _answered(self, questions: list[_Question]) -> bool:
        requests = [[{"to": to, "data": data}, self._pinned] for to, data in questions]
        try:
            self._answers.update(zip(questions, request_many(self.network, "eth_call", requests), strict=True))
        except Reverted:
            return False
        return True


class _Asking(Snapshot):
    """Answers what is known, and says what is not."""

    def _returned(self, message: dict[str, str]) -> str:
        question = message["to"], message["data"]
        if question not in self._answers:
            raise _Unknown(question)
        return self._answers[question]


class _Unknown(Exception):
    def __init__(self, question: _Question) -> None:
        self.question = question
