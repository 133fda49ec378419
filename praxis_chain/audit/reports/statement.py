"""What the audit itself says: of which block, how sure, what was checked, what was not, and what was found."""

from .source import Source
from .table import Column, Table, Unit


def audit(source: Source) -> Table:
    """One row: of what, as of when, how sure."""
    report = source.report
    return Table(
        "audit",
        "The audit",
        "One row: what was audited, as of which block, on whose word, and whether it holds.",
        (
            Column("network", "Network"),
            Column("chain_id", "Chain id", Unit.NUMBER),
            Column("block_number", "Block", Unit.NUMBER),
            Column("block_hash", "Block's hash", Unit.HASH),
            Column("block", "Block's time", Unit.TIME),
            Column("is_final", "Final", Unit.FLAG),
            Column("assurance_level", "Assurance level", Unit.NUMBER),
            Column("assurance", "Assurance"),
            Column("event", "Events", Unit.COUNT),
            Column("slot", "Storage slots", Unit.COUNT),
            Column("holds", "Holds", Unit.FLAG),
            Column("exit_code", "Exit code", Unit.NUMBER),
        ),
        [
            (report.network or None, report.chain_id, report.block.number, "0x" + report.block.hash.hex(),
             report.block.timestamp, report.finalized, int(report.assurance), report.assurance.sentence,
             report.events, report.slots, report.holds, report.exit_code)
        ],
    )  # fmt: skip


def contracts(source: Source) -> Table:
    """Where the code is."""
    return Table(
        "contracts",
        "Contracts",
        "A row is a contract of the deployment.",
        (Column("contract", "Contract"), Column("address", "Address", Unit.ADDRESS)),
        [(name, address) for name, address in source.report.contracts.items()],
    )


def checked(source: Source) -> Table:
    """What was tested, and how often."""
    return Table(
        "checked",
        "What was checked",
        "A row is something that must hold, and how often that was tested.",
        (
            Column("invariant", "Id"),
            Column("statement", "What must hold"),
            Column("test", "Tested", Unit.COUNT),
        ),
        [(one.invariant, one.statement, one.count) for one in source.report.checked],
    )


def not_checked(source: Source) -> Table:
    """What this audit does not know. What belongs to every audit and could not be done comes first."""
    report = source.report
    rows = [(why, "this belongs to every audit and could not be done", True, 0) for why in report.incomplete]
    return Table(
        "not_checked",
        "What was not checked",
        "A row is something that this audit does not know, why, and how often that came up (0: it concerns all of it).",
        (
            Column("what", "What"),
            Column("why", "Why"),
            Column("is_incomplete", "Belongs to every audit", Unit.FLAG),
            Column("case", "How often", Unit.COUNT),
        ),
        [*rows, *((one.what, one.why, False, one.count) for one in report.not_checked)],
    )


def information(source: Source) -> Table:
    """What is no finding."""
    return Table(
        "information",
        "Worth knowing",
        "A row is something that is no finding, and that a reader may want to know.",
        (Column("sentence", "What"),),
        [(sentence,) for sentence in source.report.information if sentence],
    )


def findings(source: Source) -> Table:
    """What does not hold."""
    return Table(
        "findings",
        "Findings",
        "A row is one thing that does not hold, and the request that shows it.",
        (
            Column("finding", "Id"),
            Column("invariant", "Invariant"),
            Column("severity", "Severity"),
            Column("summary", "What is wrong"),
            Column("expected", "Expected"),
            Column("actual", "Actual"),
            Column("block_number", "Block", Unit.NUMBER),
            Column("contract", "Contract"),
            Column("transaction", "Transaction"),
            Column("log_number", "Log", Unit.NUMBER),
            Column("slot", "Storage slot"),
            Column("reproduce", "How to see it"),
        ),
        [
            (one.id, one.invariant, str(one.severity), one.summary, one.expected or None, one.actual or None,
             one.where.block, one.where.contract, one.where.transaction, one.where.log, one.where.slot,
             one.reproduce or None)
            for one in source.report.findings
        ],
    )  # fmt: skip
