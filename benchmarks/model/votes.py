"""Votes of PRAX: who votes for whom, and who had how many when."""

from praxis_chain.core.addresses import ZERO_ADDRESS

from .state import Kept, Scene

History = tuple[tuple[int, int], ...]  # since when (unix seconds), how many (wei); ascending


class Votes:
    """Whoever never delegated votes for themselves. Moves come from balances, delegations from their holders."""

    def __init__(self, scene: Scene, contract: str) -> None:
        self.scene = scene
        self.contract = contract
        self.chosen: Kept[str, str] = Kept(scene.journal, ZERO_ADDRESS)
        self.histories: Kept[str, History] = Kept(scene.journal, ())

    def delegate_of(self, account: str) -> str:
        """Nobody's, where the account is none (a mint, a burn)."""
        chosen = self.chosen[account]
        return account if chosen == ZERO_ADDRESS else chosen

    def delegate(self, account: str, delegatee: str, balance: int) -> None:
        before, now = self.delegate_of(account), account if delegatee == ZERO_ADDRESS else delegatee
        self.chosen[account] = now
        self.scene.say(self.contract, "DelegateChanged", delegator=account, fromDelegate=before, toDelegate=now)
        self.move(before, now, balance)

    def move(self, giver: str, taker: str, amount: int) -> None:
        """From one delegate to another; the zero address is nobody."""
        if giver == taker or not amount:
            return
        if giver != ZERO_ADDRESS:
            self._set(giver, self.votes(giver) - amount)
        if taker != ZERO_ADDRESS:
            self._set(taker, self.votes(taker) + amount)

    def votes(self, account: str) -> int:
        history = self.histories[account]
        return history[-1][1] if history else 0

    def past_votes(self, account: str, time: int) -> int:
        return next((votes for since, votes in reversed(self.histories[account]) if since <= time), 0)

    def _set(self, account: str, votes: int) -> None:
        self.scene.say(
            self.contract, "DelegateVotesChanged", delegate=account, previousVotes=self.votes(account), newVotes=votes
        )
        history = self.histories[account]
        if history and history[-1][0] == self.scene.now:
            history = history[:-1]
        self.histories[account] = (*history, (self.scene.now, votes))
