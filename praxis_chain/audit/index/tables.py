"""The tables of an auditor's database, and views for whoever opens it with a client of their own.

Append-only: a reorganisation of the chain changes which blocks are `canonical`, and deletes nothing. There are no
migrations, for all of it can be read from the chain again: a database of another version is refused, and made anew.
"""

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import JSONB

from ...core.addresses import ZERO_ADDRESS

VERSION = 1
"""Raised with every change of a table or a view."""

metadata = MetaData()
_JSON = Text().with_variant(JSONB(), "postgresql")

deployment = Table(
    "deployment",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("chain_id", BigInteger, nullable=False),
    Column("genesis", String(66), nullable=False),
    Column("first_block", BigInteger, nullable=False),
    Column("contracts", Text, nullable=False),
)
"""One row, with id 1: what this database is about. contracts: address by name, USDC's included. genesis: hash of block
0, because local chains share their ids."""

cursor = Table(
    "cursor",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("next", BigInteger, nullable=False),
    Column("hash", String(66)),
    Column("final", BigInteger, nullable=False),
)
"""One row, with id 1. next: the first block that was not read yet; hash: of the block before it, none at the start.
final: up to this block the chain cannot change any more, as the node said when it was read; -1 if it never said so."""

blocks = Table(
    "blocks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("hash", String(66), nullable=False),
    Column("parent", String(66)),
    Column("timestamp", BigInteger, nullable=False),
    Column("canonical", Boolean, nullable=False),
    UniqueConstraint("number", "hash"),
)
"""Blocks with logs in them, and those that a reading ended with. parent: where the header was asked for. canonical:
whether the chain still has it."""

logs = Table(
    "logs",
    metadata,
    Column("block", Integer, ForeignKey("blocks.id"), primary_key=True),
    Column("log_index", Integer, primary_key=True),
    Column("tx_hash", String(66), nullable=False),
    Column("contract", String(16), nullable=False),
    Column("topics", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("name", Text),
    Column("args", _JSON),
)
"""Every log of the contracts, and of the token the Transfers from and to the escrow. topics (a JSON array), data: as
the node gave them, 0x text. name, args: what this package's ABI makes of them, none where it knows no such event; args
is an object by parameter name, bytes as 0x text, integers of 2^53 and more as decimal text."""

Index("ix_logs_name", logs.c.name, logs.c.block)

VIEWS = {
    "events": """
        SELECT b.number AS block, l.log_index, b.timestamp, l.tx_hash, l.contract, l.name, l.args,
               b.number <= (SELECT final FROM cursor) AS final
        FROM logs l JOIN blocks b ON b.id = l.block WHERE b.canonical""",
    "funded": """
        SELECT block, log_index, timestamp, tx_hash, args ->> 'bounty' AS bounty, args ->> 'subjectUri' AS subject,
               args ->> 'sponsor' AS sponsor, CAST(args ->> 'amount' AS BIGINT) AS usdc
        FROM events WHERE name = 'Funded'""",
    "awarded": """
        SELECT block, log_index, timestamp, tx_hash, args ->> 'bounty' AS bounty, args ->> 'work' AS work,
               args ->> 'contributor' AS contributor, args ->> 'fact' AS fact,
               CAST(args ->> 'amount' AS BIGINT) AS usdc, args ->> 'paidTo' AS paid_to
        FROM events WHERE name = 'Awarded'""",
    "released": """
        SELECT block, log_index, timestamp, tx_hash, args ->> 'award' AS award, args ->> 'contributor' AS contributor,
               args ->> 'to' AS wallet, CAST(args ->> 'amount' AS BIGINT) AS usdc, CAST(args ->> 'fee' AS BIGINT) AS fee
        FROM events WHERE name = 'Released'""",
    "closed": """
        SELECT block, log_index, timestamp, tx_hash, args ->> 'bounty' AS bounty, args ->> 'contributor' AS contributor,
               args ->> 'fact' AS fact, CAST(args ->> 'amount' AS BIGINT) AS usdc, args ->> 'paidTo' AS paid_to
        FROM events WHERE name = 'Closed'""",
    "paid": f"""
        SELECT block, log_index, timestamp, tx_hash, contributor, paid_to AS wallet, usdc, 0 AS fee
        FROM awarded WHERE paid_to <> '{ZERO_ADDRESS}'
        UNION ALL
        SELECT block, log_index, timestamp, tx_hash, contributor, paid_to, usdc, 0
        FROM closed WHERE paid_to <> '{ZERO_ADDRESS}'
        UNION ALL
        SELECT block, log_index, timestamp, tx_hash, contributor, wallet, usdc, fee FROM released""",
    "refunded": """
        SELECT block, log_index, timestamp, tx_hash, args ->> 'bounty' AS bounty, args ->> 'sponsor' AS sponsor,
               CAST(args ->> 'amount' AS BIGINT) AS usdc
        FROM events WHERE name = 'Refunded'""",
    "accrued": """
        SELECT block, log_index, timestamp, tx_hash, args ->> 'contributor' AS contributor, args ->> 'work' AS work,
               args ->> 'fact' AS fact, CAST(args ->> 'quality' AS INTEGER) AS quality, args ->> 'amount' AS wei,
               CAST(args ->> 'amount' AS REAL) / 1e18 AS prax
        FROM events WHERE name = 'Accrued'""",
}
"""paid: each payment to a contributor, whether at once, for an explanation or at a release. usdc, fee: base units,
millionths; whoever submitted a release took the fee beside what the wallet got. wei: exact, as text; prax: as precise
as a floating-point number is."""

for _name, _select in VIEWS.items():
    event.listen(metadata, "after_create", DDL(f"CREATE VIEW {_name} AS {_select}"))  # type: ignore[no-untyped-call]
