"""The statement that links a wallet to a contributor, and its way onto the chain."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..core.addresses import to_checksum
from ..core.eip712 import LINK_IDENTITY
from ..core.errors import Refused, WrongInput
from ..core.facts import Link, fact_hash
from ..core.times import show_time
from .context import Session
from .fact_words import tell
from .names import Named
from .names import contributor as named_contributor
from .program_words import Rows
from .writes import Step

if TYPE_CHECKING:
    from ..evm.bindings import Change, Person


def make_statement(
    session: Session,
    contributor: str | None,
    wallet: str | None,
    linked_at: int | None,
    typed_data: bool,
    signature: bytes | None,
    out: Path | None,
) -> None:
    """Print or write the git commit's message, or the typed data for a wallet elsewhere."""
    if not contributor:
        raise WrongInput(
            "Say who you are: --contributor github:@login, github:user/583231, git:ssh/SHA256:…, or your SSH key's "
            ".pub file."
        )
    who = identity(session, contributor)
    elsewhere = typed_data or signature is not None
    if elsewhere and wallet is None:
        raise WrongInput("Name the wallet that signs: --wallet 0x….")
    if signature is not None and linked_at is None:
        raise WrongInput("Give the --linked-at that the wallet signed: it is in the typed data.")
    at = session.view.block.timestamp if linked_at is None else linked_at
    if at > session.view.block.timestamp:
        raise WrongInput(f"--linked-at {show_time(at)} is in the future: the chain would refuse it.")
    address = wallet if wallet is not None else session.address
    if typed_data:
        document = _typed_data(session, LINK_IDENTITY, who, address, at)
        session.out.data("link", document, [json.dumps(document, indent=2)])
        return
    signed = signature if signature is not None else _sign(session, who, address, at)
    _require_signer(session, who, address, at, signed)
    _hand_over(session, who, address, at, signed, out)


def submit_steps(session: Session, files: Sequence[Path]) -> tuple[Rows, list[Step]]:
    """A call for each attested Link that is newer than what the chain knows. Raises Refused if there is none."""
    from .gathering import gather_files, require_proofs

    stakeholders, view, gathered = session.contracts.stakeholders, session.view, gather_files(session, files)
    rows: Rows = []
    steps = []
    for fact, proof in require_proofs(gathered, Link):
        assert isinstance(fact, Link)
        person = stakeholders.person(view, fact.contributor)
        if fact.linkedAt <= (person.linked_at or 0):
            continue
        rows += [("link", tell(fact, gathered.names)), ("wallet now", person.wallet or "none: this one holds at once")]
        consent = gathered.consents.get(fact_hash(fact), b"")
        steps.append(Step("link the wallet", stakeholders.link(fact, proof, consent)))
    return rows, steps


def accept_steps(
    session: Session, contributor: str, old_key: str | None, signature: bytes | None
) -> tuple[Rows, list[Step]]:
    """The one call that accepts the pending change: by the caller itself, by `old_key`, or as was signed elsewhere."""
    from ..evm.bindings import accept_change
    from .keyring import unlock

    who, stakeholders = named_contributor(contributor), session.contracts.stakeholders
    person, link = _pending_change(session, who)
    if old_key:
        domain = stakeholders.domain(session.network.chain_id)
        signature = accept_change(unlock(old_key, session.network), domain, link)
    call = stakeholders.accept_change(who.id, to_checksum(link.wallet), link.linkedAt, signature or b"")
    rows = [("contributor", who.text), ("wallet now", person.wallet or "none"), *announced(person.change)]
    return rows, [Step("accept the change of wallet", call)]


def acceptance(session: Session, contributor: str) -> dict[str, Any]:
    """The typed data (EIP-712) by which the wallet in effect accepts the pending change. Raises Refused if none is."""
    from ..core.eip712 import ACCEPT_CHANGE

    who = named_contributor(contributor)
    _, link = _pending_change(session, who)
    return _typed_data(session, ACCEPT_CHANGE, who, to_checksum(link.wallet), link.linkedAt)


def _pending_change(session: Session, who: Named) -> "tuple[Person, Link]":
    """The person, and the Link that announced their pending change (without its evidence). Raises Refused."""
    person = session.contracts.stakeholders.person(session.view, who.id)
    if person.change.wallet is None or person.linked_at is None:
        raise Refused(f"No change of wallet is pending for {who.text}: announce one first (praxis link).")
    return person, Link(who.id, bytes.fromhex(person.change.wallet[2:]), person.linked_at, bytes(32))


def announced(change: "Change") -> Rows:
    """What was announced last, for the one who accepts or rejects it."""
    return [("announced", f"{change.wallet or 'nothing'}, from {show_time(change.effective_at)} on")]


def identity(session: Session, text: str) -> Named:
    """A contributor that can be linked; a .pub file stands for its key's fingerprint, a login for its account."""
    from ..core.ids import check_uri
    from ..forges.git import fingerprint
    from .accounts import look_up

    if account := look_up(session, text):
        session.out.say(f"@{account.login} is {account.uri}: make sure that this is you, the number counts.")
        text = account.uri
    path = Path(text).expanduser()
    if text.endswith(".pub") and path.is_file():
        text = f"git:ssh/{fingerprint(path.read_text(encoding='utf-8', errors='replace'))}"
    if text.startswith("SHA256:"):
        text = f"git:ssh/{text}"
    return named_contributor(check_uri("contributor", text))


def _sign(session: Session, who: Named, wallet: str, at: int) -> bytes:
    from ..evm.bindings import consent_to_link

    if wallet != session.account.address:
        raise WrongInput(
            f"The key is {session.account.address}'s, not {wallet}'s: use that wallet's key, or --typed-data to sign "
            "it elsewhere."
        )
    domain = session.contracts.stakeholders.domain(session.network.chain_id)
    return consent_to_link(session.account, domain, Link(who.id, bytes.fromhex(wallet[2:]), at, bytes(32)))


def _require_signer(session: Session, who: Named, wallet: str, at: int, signature: bytes) -> None:
    from ..core.attestation import recover
    from ..core.eip712 import link_digest

    domain = session.contracts.stakeholders.domain(session.network.chain_id)
    address = bytes.fromhex(wallet[2:])
    if recover(link_digest(domain, who.id, address, at), signature) != address:
        raise Refused(
            f"That signature is not {wallet}'s over this contributor, {at}, chain {session.network.chain_id} and the "
            f"Stakeholders {session.contracts.stakeholders.address}: sign again with exactly these."
        )


def _typed_data(session: Session, kind: str, who: Named, wallet: str, at: int) -> dict[str, Any]:
    from ..evm.usdc import typed_data

    domain = session.contracts.stakeholders.domain(session.network.chain_id)
    return typed_data(domain, kind, {"contributor": "0x" + who.id.hex(), "wallet": wallet, "linkedAt": at})


def _hand_over(session: Session, who: Named, wallet: str, at: int, signature: bytes, out: Path | None) -> None:
    from .publishing import instructions, place, statement

    text = statement(wallet, at, signature)
    if out is not None:
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise WrongInput(f"{out} cannot be written: {error.strerror}.") from None
    data = {
        "contributor": who.text, "wallet": wallet, "linked_at": at, "signature": signature,
        "message": text, "place": place(session, who.text),
    }  # fmt: skip
    session.out.data("link", data, text.splitlines() if out is None else [])
    heading, *steps = instructions(session, who.text, out)
    session.out.say(click.style(heading, bold=True))
    for step in steps:
        session.out.say(step)
