"""The told histories with a report over them, as an audit of a chain where they happened would make it."""

from collections.abc import Iterable, Sequence

from praxis_chain.audit.findings import STATEMENTS, Assurance, Checked, Finding, NotChecked, Report
from praxis_chain.audit.reckoning import figures_of
from praxis_chain.audit.reports import Source, source
from praxis_chain.core.events import BlockStamp, Event
from praxis_chain.core.facts import Fact
from praxis_chain.core.ids import hash_uri
from praxis_chain.core.ledger import Ledger
from tests.audit.story import WHERE


def report_of(
    ledger: Ledger, events: Sequence[Event], findings: tuple[Finding, ...] = (), incomplete: tuple[str, ...] = ()
) -> Report:
    """As of the last event, on a chain that holds exactly what is owed."""
    return Report(
        network="a told history",
        chain_id=WHERE.chain_id,
        contracts={"BountyEscrow": WHERE.escrow, "Prax": WHERE.prax},
        block=BlockStamp(4_321, hash_uri("the last block"), ledger.now),
        finalized=True,
        assurance=Assurance.PROVEN_AGAINST_GIVEN_HASH,
        events=len(events),
        slots=85,
        figures=figures_of(ledger, ledger.escrow.escrowed),
        checked=tuple(Checked(name, STATEMENTS[name], count) for name, count in sorted(ledger.checked.items())),
        not_checked=(NotChecked("whether the facts are true", "the evidence was not collected and judged again", 3),),
        incomplete=incomplete,
        findings=findings,
    )


def source_of(
    events: Sequence[Event],
    facts: Iterable[Fact] = (),
    names: Iterable[str] = (),
    findings: tuple[Finding, ...] = (),
    incomplete: tuple[str, ...] = (),
) -> Source:
    """What tables are made from."""
    ledger = Ledger.from_events(events, WHERE)
    return source(report_of(ledger, events, findings, incomplete), ledger, events, facts, names)
