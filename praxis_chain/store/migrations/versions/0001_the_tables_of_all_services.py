"""The tables of all services."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """See above."""
    op.create_table(
        "answers",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("more", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_used_at"), "answers", ["used_at"], unique=False)
    op.create_table(
        "attested_entries",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("attester", sa.String(length=42), nullable=False),
        sa.Column("root", sa.String(length=66), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_attested_entries")),
    )
    op.create_index(op.f("ix_attested_entries_root"), "attested_entries", ["root"], unique=False)
    op.create_table(
        "attested_evidence",
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_attested_evidence")),
    )
    op.create_table(
        "attested_facts",
        sa.Column("slot", sa.String(length=66), nullable=False),
        sa.Column("fact", sa.String(length=66), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_attested_facts")),
    )
    op.create_table(
        "attested_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attested_head")),
    )
    op.create_table(
        "deliveries",
        sa.Column("hook", sa.String(length=200), nullable=False),
        sa.Column("delivery", sa.String(length=200), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("left", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hook", "delivery", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_received_at"), "deliveries", ["received_at"], unique=False)
    op.create_table(
        "heads",
        sa.Column("chain_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", name=op.f("pk_heads")),
    )
    op.create_table(
        "hints",
        sa.Column("host", sa.String(length=300), nullable=False),
        sa.Column("repository", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("ticket", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("host", "repository", "kind", "number", name=op.f("pk_hints")),
    )
    op.create_index(op.f("ix_hints_asked_at"), "hints", ["asked_at"], unique=False)
    op.create_table(
        "intents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("sender", sa.String(length=42), nullable=False),
        sa.Column("recipient", sa.String(length=42), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.String(length=78), nullable=False),
        sa.Column("gas", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("nonce", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=True),
        sa.Column("block_hash", sa.LargeBinary(), nullable=True),
        sa.Column("tx_hash", sa.LargeBinary(), nullable=True),
        sa.Column("succeeded", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intents")),
        sa.UniqueConstraint("name", "round", name=op.f("uq_intents_name_round")),
    )
    occupying = sa.text("state IN ('open', 'mined', 'closed')")
    op.create_index(
        "intents_nonce",
        "intents",
        ["chain_id", "sender", "nonce"],
        unique=True,
        sqlite_where=occupying,
        postgresql_where=occupying,
    )
    op.create_index("intents_state", "intents", ["chain_id", "sender", "state"], unique=False)
    op.create_table(
        "keys",
        sa.Column("chain_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("address", sa.String(length=42), nullable=False),
        sa.Column("turns", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "address", name=op.f("pk_keys")),
    )
    op.create_table(
        "readings",
        sa.Column("host", sa.String(length=300), nullable=False),
        sa.Column("repository", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("look", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.Column("shape", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("host", "repository", "kind", "number", name=op.f("pk_readings")),
    )
    op.create_table(
        "repositories",
        sa.Column("place", sa.String(length=500), nullable=False),
        sa.Column("host", sa.String(length=300), nullable=False),
        sa.Column("repository", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("looks", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_repositories")),
    )
    op.create_table(
        "attempts",
        sa.Column("intent", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("max_fee", sa.BigInteger(), nullable=False),
        sa.Column("tip", sa.BigInteger(), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["intent"], ["intents.id"], name=op.f("fk_attempts_intent")),
        sa.PrimaryKeyConstraint("intent", "number", name=op.f("pk_attempts")),
    )
    op.create_table(
        "attested_refusals",
        sa.Column("fact", sa.String(length=66), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["attested_entries.number"], name=op.f("fk_attested_refusals_number")),
        sa.PrimaryKeyConstraint("fact", "reason", name=op.f("pk_attested_refusals")),
    )
