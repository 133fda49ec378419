"""Links and changes of wallet in a line each: a person is a contributor id, their wallets are accounts."""

from typing import TYPE_CHECKING

from praxis_chain.core.addresses import address_bytes, to_checksum
from praxis_chain.core.eip712 import Domain
from praxis_chain.core.facts import Link, fact_hash
from praxis_chain.core.programs import DAY
from praxis_chain.evm.bindings import Call, Change, accept_change, consent_to_link
from tests.events import said, told

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.transactions import Receipt
    from tests.protocol import Protocol

CHANGE_DELAY, REJECTED_DELAY = 3 * DAY, 30 * DAY  # seconds


def consent(protocol: "Protocol", wallet: "LocalAccount", link: Link) -> bytes:
    """A wallet agrees to a Link, by signature."""
    return consent_to_link(wallet, protocol.stakeholders.domain(protocol.chain.chain_id), link)


def acceptance(protocol: "Protocol", wallet: "LocalAccount", link: Link) -> bytes:
    """The wallet in effect lets the change that a Link announced hold at once, by signature."""
    return accept_change(wallet, protocol.stakeholders.domain(protocol.chain.chain_id), link)


def change_wallet(protocol: "Protocol", person: bytes, to: "LocalAccount", *, link: Link | None = None) -> "Receipt":
    """A person names another wallet now, which calls itself."""
    fact = link or protocol.link(to, contributor=person)
    return protocol.send(protocol.stakeholders.link(fact, *protocol.attest(fact)), to)


def accepting(protocol: "Protocol", link: Link, signature: bytes = b"") -> Call:
    """To accept the change that a Link announced."""
    wallet = to_checksum(link.wallet)
    return protocol.stakeholders.accept_change(link.contributor, wallet, link.linkedAt, signature)


def change_at_once(protocol: "Protocol", person: bytes, to: "LocalAccount", old: "LocalAccount") -> "Receipt":
    """A person names another wallet, and `old`, the wallet in effect, accepts that in the next block."""
    link = protocol.link(to, contributor=person)
    change_wallet(protocol, person, to, link=link)
    return protocol.send(accepting(protocol, link), old)


def move_wallet(protocol: "Protocol", person: bytes, to: "LocalAccount") -> None:
    """The same, and the delay has passed."""
    change_wallet(protocol, person, to)
    protocol.chain.warp(by=CHANGE_DELAY)


def wallet_now(protocol: "Protocol", person: bytes) -> str | None:
    """The wallet in effect."""
    return protocol.stakeholders.wallet_of(protocol.view, person)


def change_now(protocol: "Protocol", person: bytes) -> Change:
    """The change announced last."""
    return protocol.stakeholders.change_of(protocol.view, person)


def assert_linked(
    protocol: "Protocol", receipt: "Receipt", link: Link, wallet: str, old: str, effective_at: int
) -> None:
    """The whole of what a Link of a linked contributor tells, and the time it leaves behind."""
    attested, linked = told(receipt)
    assert attested[1] == "Attested"
    assert linked == said(
        protocol.stakeholders, "Linked", contributor=link.contributor, wallet=wallet, fact=fact_hash(link),
        oldWallet=old, linkedAt=link.linkedAt, effectiveAt=effective_at,
    )  # fmt: skip
    assert protocol.stakeholders.person(protocol.view, link.contributor).linked_at == link.linkedAt


def domains_elsewhere(protocol: "Protocol") -> list[Domain]:
    """Those of another contract, another chain and another name, each else that of Stakeholders."""
    here = protocol.stakeholders.domain(protocol.chain.chain_id)
    return [
        Domain(here.name, here.version, here.chain_id, address_bytes(protocol.attesters.address)),
        Domain(here.name, here.version, here.chain_id + 1, here.contract),
        Domain("Praxis", here.version, here.chain_id, here.contract),
    ]
