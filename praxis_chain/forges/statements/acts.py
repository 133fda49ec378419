"""What a git commit states, as values."""

from dataclasses import dataclass, field

from ...core.evidence import Share

NOBODY = "nobody"
"""How a trailer names no person and no work."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A value in basis points and the reason given for it."""

    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Move:
    """Something said about a work (or an issue, for `Reopens`): its number, the issue it is for or 0, the work that
    takes over or 0 for nobody, and the reason."""

    number: int
    issue: int
    by: int
    reason: str


@dataclass(slots=True)
class Acts:
    """All that one git commit states. Values per issue are under its number, those for all issues under 0."""

    text: str = ""
    pull: int = 0
    head: str = ""
    closes: list[int] = field(default_factory=list)
    completion: dict[int, Stated] = field(default_factory=dict)
    quality: dict[int, Stated] = field(default_factory=dict)
    split: dict[int, tuple[Share, ...]] = field(default_factory=dict)
    action: dict[int, str] = field(default_factory=dict)
    explained_by: str = ""
    explained_because: str = ""
    admits: str = ""
    standing: int = 0
    admission_reason: str = ""
    referred_by: str = ""
    good: list[Move] = field(default_factory=list)
    blocked: list[Move] = field(default_factory=list)
    replaces: list[Move] = field(default_factory=list)
    reverts: list[Move] = field(default_factory=list)
    corrects: list[Move] = field(default_factory=list)
    reopens: list[Move] = field(default_factory=list)
    wallet: str = ""
    linked_at: int = 0
    wallet_signature: str = ""
    unreadable: list[str] = field(default_factory=list)

    @property
    def explanation(self) -> str:
        """The message without its first line and its trailers; else the reason given with the statements."""
        body = self.text.partition("\n")[2].strip()
        return body or self.explained_because or "\n".join(stated.reason for stated in self.completion.values())

    @property
    def moves(self) -> list[Move]:
        """Everything that only a maintainer's word makes true and that leaves no evidence without it."""
        return [*self.good, *self.blocked, *self.replaces, *self.reverts, *self.corrects, *self.reopens]
