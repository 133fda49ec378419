"""Webhook deliveries that came. What they left is a hint (`hints`): where to look, never what is true."""

from sqlalchemy import BigInteger, Column, Engine, String, Table, Text, delete

from .engine import metadata
from .hints import Hint, ask
from .upsert import insert

deliveries = Table(
    "deliveries",
    metadata,
    Column("hook", String(200), primary_key=True),
    Column("delivery", String(200), primary_key=True),
    Column("received_at", BigInteger, nullable=False, index=True),
    Column("left", Text, nullable=False),
)
"""What was received and verified. hook: the server's id of the webhook, "" where it names none; delivery: its id of the
delivery, the same when it delivers again. received_at: unix seconds. left: where it said to look, or why nowhere."""


def receive(store: Engine, hook: str, delivery: str, at: int, hint: Hint | None, left: str) -> bool:
    """Keep a delivery and its hint, both or neither; False if it had been received before."""
    with store.begin() as connection:
        row = {"hook": hook, "delivery": delivery, "received_at": at, "left": left}
        added = insert(store, deliveries).values(row).on_conflict_do_nothing().returning(deliveries.c.hook)
        new = connection.execute(added).one_or_none() is not None
        if new and hint is not None:
            ask(connection, [hint], at)
    return new


def forget_deliveries(store: Engine, before: int) -> int:
    """Remove what was received before that time; delivered once more, it would merely be looked at once more."""
    with store.begin() as connection:
        return connection.execute(delete(deliveries).where(deliveries.c.received_at < before)).rowcount
