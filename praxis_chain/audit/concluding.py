"""From what was found to a report: what was checked, what was not and why, and what the evidence says of the facts."""

from collections import Counter

from ..core.ledger import INVARIANTS, Ledger
from ..core.ledger.committee import IN_A_BATCH
from .evidence import Evidenced
from .findings import EXTERNAL, STATEMENTS, Assurance, Checked, NotChecked, Report
from .reckoning import Reckoning, figures_of
from .writing import Writer

WHICH_BLOCK = NotChecked(
    "whether the block is the chain's",
    "its header was not compared with anything: compare its hash with one from elsewhere, or give that hash",
)
ARTIFACTS = NotChecked(
    "whether the package's artifacts are what its sources make",
    "nothing was compiled: --recompile does, and praxis compile --check in a clone",
)


def conclude(
    writer: Writer,
    found: Reckoning,
    name: str,
    finalized: bool | None,
    assurance: Assurance,
    evidenced: Evidenced,
) -> Report:
    """What was found, as a report. `name`: of whoever was asked. `evidenced`: what came of the evidence."""
    tested = writer.tested + Counter(evidenced.checked)
    tested["A1"] += evidenced.leaves
    chosen = (WHICH_BLOCK,) if assurance is Assurance.PROVEN_AGAINST_RPC_HEADER else ()
    believed = () if writer.recompiled else (ARTIFACTS,)
    return Report(
        network=name,
        chain_id=found.ledger.addresses.chain_id,
        contracts=found.ledger.addresses.named,
        block=writer.block,
        finalized=finalized,
        assurance=assurance,
        events=len(found.events),
        slots=found.slots,
        figures=figures_of(found.ledger, found.held or 0),
        checked=tuple(Checked(name, STATEMENTS[name], tested[name]) for name in STATEMENTS if tested[name]),
        not_checked=(
            *_idle(found.ledger, tested, evidenced),
            *writer.not_checked,
            *believed,
            *chosen,
            *evidenced.not_checked,
        ),
        incomplete=tuple(writer.incomplete),
        findings=(*writer.findings, *evidenced.findings),
        information=(*writer.information, *evidenced.information),
    )


def _idle(ledger: Ledger, tested: Counter[str], evidenced: Evidenced) -> list[NotChecked]:
    """What nothing tested, and what events could not show of what was."""
    idle = [NotChecked(f"{name}: {STATEMENTS[name]}", _why(name)) for name in STATEMENTS if not tested[name]]
    untested = Counter(ledger.untested)
    untested["A1", IN_A_BATCH] -= evidenced.leaves  # a log shows these in the batch that was signed
    partly = [NotChecked(f"{name}: {why}", "events alone cannot show it", n) for (name, why), n in (+untested).items()]
    return idle + sorted(partly, key=lambda part: part.what)


def _why(name: str) -> str:
    if name in INVARIANTS:
        return "nothing happened yet that it speaks of"
    return "no evidence that shows it was given" if name in EXTERNAL else "it is not proven in this audit"
