"""The statement that links a wallet to a contributor, and its way onto the chain."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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
    from ..evm.bindings import Change


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
        raise WrongInput("Say who you are: --contributor git:ssh/SHA256:…, or the .pub file of your SSH key.")
    who = _identity(contributor)
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
        document = _typed_data(session, who, address, at)
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


def accept_steps(session: Session, contributor: str, old_key: str | None) -> tuple[Rows, list[Step]]:
    """The one call that accepts the pending change, by the caller itself or by the signature of `old_key`."""
    from ..evm.bindings import accept_change
    from .keyring import unlock

    who, stakeholders = named_contributor(contributor), session.contracts.stakeholders
    person = stakeholders.person(session.view, who.id)
    if person.change.wallet is None or person.linked_at is None:
        raise Refused(f"No change of wallet is pending for {who.text}: announce one first (praxis link).")
    signature = b""
    if old_key:
        link = Link(who.id, bytes.fromhex(person.change.wallet[2:]), person.linked_at, bytes(32))
        domain = stakeholders.domain(session.network.chain_id)
        signature = accept_change(unlock(old_key, session.network), domain, link)
    call = stakeholders.accept_change(who.id, person.change.wallet, person.linked_at, signature)
    rows = [("contributor", who.text), ("wallet now", person.wallet or "none"), *announced(person.change)]
    return rows, [Step("accept the change of wallet", call)]


def announced(change: "Change") -> Rows:
    """What was announced last, for the one who accepts or rejects it."""
    return [("announced", f"{change.wallet or 'nothing'}, from {show_time(change.effective_at)} on")]


def _identity(text: str) -> Named:
    """A contributor that can be linked; a .pub file stands for its key's fingerprint."""
    from ..core.ids import check_uri
    from ..forges.git import fingerprint

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


def _typed_data(session: Session, who: Named, wallet: str, at: int) -> dict[str, Any]:
    from ..core.eip712 import LINK_IDENTITY
    from ..evm.usdc import typed_data

    domain = session.contracts.stakeholders.domain(session.network.chain_id)
    return typed_data(domain, LINK_IDENTITY, {"contributor": "0x" + who.id.hex(), "wallet": wallet, "linkedAt": at})


def _hand_over(session: Session, who: Named, wallet: str, at: int, signature: bytes, out: Path | None) -> None:
    from ..forges.git import links_ref

    ref = links_ref(session.network.chain_id, session.contracts.stakeholders.address)
    lines = [
        "Link my wallet",
        "",
        f"Wallet: {wallet}",
        f"Linked-at: {at}",
        f"Wallet-signature: 0x{signature.hex()}",
    ]
    if out is not None:
        try:
            out.write_text("\n".join(lines) + "\n", encoding="utf-8")
        except OSError as error:
            raise WrongInput(f"{out} cannot be written: {error.strerror}.") from None
    data = {
        "contributor": who.text, "wallet": wallet, "linked_at": at, "signature": signature,
        "message": "\n".join(lines) + "\n", "ref": ref,
    }  # fmt: skip
    session.out.data("link", data, lines if out is None else [])
    session.out.say(click.style(f"Now publish it, signed with the SSH key of {who.text}:", bold=True))
    session.out.say(f"  oid=$(git commit-tree -S -F {out or 'FILE'} $(git mktree </dev/null))")
    session.out.say(f"  git push ORIGIN $oid:{ref}ANY-NAME")
