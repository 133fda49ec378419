"""How many blocks to ask a node for logs of at a time: no node says what is too many before it is."""

from dataclasses import dataclass

FIRST = 32  # blocks: a busy chain has thousands of logs in them, and a quiet one is soon asked for more
MOST = 100_000  # a chain that was quiet for a year may be busy from there on
AIMED_AT = 2_000  # logs per answer


@dataclass
class Stride:
    """`blocks` are halved when a node says that it is too much, and follow what the last answer held."""

    blocks: int = FIRST

    def shorten(self, asked: int) -> bool:
        """So many blocks were refused. False if there is no smaller number."""
        self.blocks = max(1, asked // 2)
        return asked > 1

    def answered(self, asked: int, logs: int) -> None:
        """So many blocks held so many logs."""
        fitting = asked * AIMED_AT // max(logs, 1)
        self.blocks = max(1, min(fitting, 2 * self.blocks, MOST))
