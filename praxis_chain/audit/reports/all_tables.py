"""All tables of a report, in the order in which it has them."""

from collections.abc import Callable

from . import attesters, demand, flows, paid, people, recognition, solvency, sponsors, statement
from .source import Source
from .table import Table

TABLES: tuple[Callable[[Source], Table], ...] = (
    statement.audit,
    statement.contracts,
    statement.findings,
    statement.not_checked,
    statement.information,
    statement.checked,
    solvency.solvency,
    solvency.programs,
    solvency.bounties,
    flows.money_over_time,
    flows.stock_over_time,
    demand.scale,
    demand.demand_by_size,
    demand.open_work,
    paid.payments,
    paid.time_to_paid,
    paid.time_to_paid_distribution,
    sponsors.sponsors,
    people.contributors,
    people.standings,
    people.standing_over_time,
    people.stakeholders,
    recognition.prax_by_category,
    recognition.prax_over_time,
    recognition.quality_over_time,
    attesters.attesters,
)
"""Each makes the table of its own name."""


def tables(source: Source) -> dict[str, Table]:
    """All of them by name."""
    made = (make(source) for make in TABLES)
    return {table.name: table for table in made}
