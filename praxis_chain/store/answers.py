"""A forge's answers, with the ETags for which they are not sent again: a restart costs no more than going on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import BigInteger, Column, Engine, String, Table, Text, delete, select

from .engine import metadata, reading
from .upsert import insert

answers = Table(
    "answers",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("etag", Text),
    Column("modified", Text),
    Column("more", Text),
    Column("text", Text, nullable=False),
    Column("used_at", BigInteger, nullable=False, index=True),
)
"""name: SHA-256 of the URL, of which an index may not hold all. more: URL of the next page. text: the answer's JSON.
used_at: when it was last kept, in unix seconds."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """etag, modified: what the server wants to hear of it; either may be missing. text: JSON. more: the next page."""

    etag: str | None
    modified: str | None
    text: str
    more: str | None


def read_answer(store: Engine, url: str) -> KeptAnswer | None:
    """The answer to a URL, if it is kept."""
    chosen = select(answers.c.etag, answers.c.modified, answers.c.text, answers.c.more)
    with reading(store) as connection:
        row = connection.execute(chosen.where(answers.c.name == _name(url))).one_or_none()
    return None if row is None else KeptAnswer(row.etag, row.modified, row.text, row.more)


def kept_urls(store: Engine) -> list[str]:
    """All URLs whose answers are kept."""
    with reading(store) as connection:
        return list(connection.scalars(select(answers.c.url)))


def keep_answers(store: Engine, kept: Mapping[str, KeptAnswer], forgotten: Iterable[str], at: int) -> None:
    """Keep these, and those not."""
    with store.begin() as connection:
        for url in forgotten:
            connection.execute(delete(answers).where(answers.c.name == _name(url)))
        for url, answer in kept.items():
            value = {
                "url": url, "etag": answer.etag, "modified": answer.modified, "more": answer.more, "text": answer.text,
                "used_at": at,
            }  # fmt: skip
            added = insert(connection, answers).values({"name": _name(url), **value})
            connection.execute(added.on_conflict_do_update(index_elements=["name"], set_=value))


def forget_answers(store: Engine, before: int) -> int:
    """Remove those that nobody kept since then."""
    with store.begin() as connection:
        return connection.execute(delete(answers).where(answers.c.used_at < before)).rowcount


def _name(url: str) -> str:
    return sha256(url.encode()).hexdigest()
