"""`praxis attest`: judge a repository and sign what follows, as one attester."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..core.addresses import to_checksum
from . import options
from .context import Session
from .options import signs

if TYPE_CHECKING:
    from ..core.attestation import Batch
    from ..core.facts import Fact


@click.group(invoke_without_command=True)
@options.repo
@click.option(
    "--batch", "proposed", type=click.Path(path_type=Path), help="Sign exactly the facts of another one's attestation."
)
@click.option("--out", type=click.Path(path_type=Path), help="File to write the attestation to.  [default: stdout]")
@click.option("--all", "everything", is_flag=True, help="Sign also facts that nothing follows from now.")
@click.option("--explain", is_flag=True, help="Show every check of every document.")
@click.option("--dry-run", is_flag=True, help="Judge only: needs no key and signs nothing.")
@options.program
@options.trust_authors
@options.trusted_action
@signs
def attest(
    session: Session,
    proposed: Path | None,
    out: Path | None,
    everything: bool,
    explain: bool,
    trust_authors: bool,
    action: str,
) -> None:
    """Judge a repository from a clone of your own, and sign the facts that something follows from.

    What you sign goes to a file (or stdout) for praxis relay. Attesters who see the same sign the same root; where they
    do not, --batch signs what another one proposed, if all of it is true by your own evidence too.
    """
    context = click.get_current_context()
    if context.invoked_subcommand is None:
        _attest(session, proposed, out, everything, explain, trust_authors, action)
    else:
        options.require_after_its_name(context, "--repo")


def _attest(
    session: Session,
    proposed: Path | None,
    out: Path | None,
    everything: bool,
    explain: bool,
    trust_authors: bool,
    action: str,
) -> None:
    from ..oracle import Attester, collect, consents_of
    from . import judging, repository
    from .attestation_file import attestation_json
    from .documents import write_or_print
    from .signing import member_signer, signer_of

    domain = session.contracts.attesters.domain(session.network.chain_id)
    looking = session.consent.dry_run
    signer = signer_of(session, dry_run=True) if looking else member_signer(session)
    me = to_checksum(signer.address)
    forge = repository.look(session, "looking" if looking else me, trust_authors=trust_authors, action=action)
    attester = Attester(signer, domain, lambda: collect(forge))
    found = judging.find(session, attester.judged, forge.problems())
    judging.show(session, found, explain=explain)
    facts = found.judged.facts.values() if everything else found.pending
    batches = _proposed(session, proposed) if proposed is not None else _own(facts)
    if looking or not batches:
        session.out.say("Nothing was signed: this was a dry run." if looking else "Nothing is left to attest.")
        session.out.data("attest", {"signed": False, **judging.as_json(found), "attestation": None})
        return
    signed = [(batch, attester.attest(batch.facts)) for batch in batches]
    for batch, attestation in signed:
        session.out.say(f"{me} signed {len(batch.facts)} facts: root 0x{attestation.root.hex()}")
    document = attestation_json(domain, signed, consents_of(found.judged), found.names)
    more = {"signed": True, **judging.as_json(found)}
    write_or_print(session, "attest", document, out, wrapped={**more, "attestation": document})


def _own(facts: "Iterable[Fact]") -> "list[Batch]":
    """In the one order, so that attesters who see the same sign the same root."""
    from ..oracle import batch_order
    from ..oracle.committee import batches

    return batches(sorted(facts, key=batch_order))


def _proposed(session: Session, path: Path) -> "list[Batch]":
    from .attestation_file import read_attestations

    domain = session.contracts.attesters.domain(session.network.chain_id)
    return [one.batch for one in read_attestations(path, domain).signed]


@attest.command()
@options.repos
@click.option(
    "--listen", default="127.0.0.1:8645", metavar="HOST:PORT", help="Where it answers.  [default: 127.0.0.1:8645]"
)
@options.database
@options.look_every
@options.stale_after
@click.option("--signatures", default=120, type=click.IntRange(1), help="New roots a minute at most.  [default: 120]")
@click.option("--webhook/--no-webhook", default=True, help="Take webhooks of repositories on GitHub.  [default: take]")
@click.option("--dry-run", is_flag=True, help="Judge only: needs no key and signs nothing.")
@click.option(
    "--program",
    "programs",
    multiple=True,
    help="Id of a program whose arbiter may make way for another fact by cancelling an award; repeat it.  "
    "[PRAXIS_PROGRAM]",
)
@options.trust_authors
@options.trusted_action
@signs
def serve(
    session: Session,
    repos: tuple[str, ...],
    listen: str,
    database: str | None,
    signatures: int,
    webhook: bool,
    programs: tuple[str, ...],
    trust_authors: bool,
    action: str,
) -> None:
    """Answer over HTTP, as one attester: look at repositories all the time, sign on request what is true.

    Relayers ask POST /attest. What was signed is in GET /log for ever; GET /health says whether a signature would
    count, GET /metrics is for Prometheus. It holds no ether and sends nothing. Keys: a keystore, kms:ARN, or
    web3signer:URL#ADDRESS.
    """
    from .attest_serving import Service
    from .attest_serving import serve as run

    run(session, Service(repos, listen, database, signatures, webhook, programs, trust_authors, action))


@attest.command()
@click.argument("where", metavar="URL|FILE")
@click.option(
    "--after", metavar="NUMBER:HASH", help="Go on from the end that was seen before.  [default: the beginning]"
)
@click.option("--out", type=click.Path(path_type=Path), help="File to keep the entries in, a line each.")
@options.offline
def log(session: Session, where: str, after: str | None, out: Path | None) -> None:
    """Read an attester's log from its service, or from a file, and check that it holds.

    Every entry has the hash of the one before, and every signature is its attester's over the facts shown. Keep the
    end that is printed: if a later log does not go on from it, it was rewritten. Needs no chain.
    """
    from .attest_log import check

    check(session, where, after, out)
