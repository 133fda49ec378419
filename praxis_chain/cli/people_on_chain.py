"""What the chain knows of a contributor, and of the wallets that were published for them."""

from collections.abc import Sequence

from ..core.addresses import to_checksum
from ..core.evidence import LinkEvidence
from ..core.ids import contributor_id
from .context import Session
from .link_state import Holding
from .names import short
from .weighing import Weighed


def holding_of(session: Session, contributor: str, published: Sequence[Weighed], with_chain: bool) -> Holding | None:
    """None if there is no chain to ask. Raises NetworkFailed."""
    if not with_chain:
        return None
    stakeholders, view, who = session.contracts.stakeholders, session.view, contributor_id(contributor)
    serves = {}
    for one in published:
        if isinstance(one.document, LinkEvidence) and one.document.contributor == contributor:
            wallet = one.document.wallet
            served = stakeholders.contributor_of(view, to_checksum(bytes.fromhex(wallet[2:])))
            if any(served) and served != who:
                serves[wallet.lower()] = short(served)
    person = stakeholders.person(view, who)
    revoked = any(person.change.fact) and session.contracts.attesters.revoked_at(view, person.change.fact) is not None
    return Holding(view.block.timestamp, person, revoked, serves)
