"""Facts in full, of which the chain keeps only the hashes: from attestations, or from a repository."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..core.errors import WrongInput
from ..core.facts import Fact, fact_hash
from .context import Session
from .fact_words import Names, names_in

if TYPE_CHECKING:
    from ..oracle import Judged

facts_option = click.option(
    "--facts", "files", multiple=True, type=click.Path(path_type=Path), help="Attestation that holds them; repeat it."
)


def facts_at_hand(session: Session, files: Sequence[Path]) -> tuple[list[Fact], Names]:
    """All facts of these files and, if one is set, of the repository, also those that no longer hold; and names.

    Raises WrongInput if neither is given.
    """
    from .attestation_file import read_attestations

    if not files and not session.settings.repo:
        raise WrongInput("The chain keeps only hashes of facts: give the attestations that hold them, or --repo.")
    domain = session.contracts.attesters.domain(session.network.chain_id)
    read = [read_attestations(path, domain) for path in files]
    facts = {fact_hash(fact): fact for file in read for fact in file.facts}
    names = {value: name for file in read for value, name in file.names.items()}
    judged = _judged(session)
    facts |= judged.facts | {fact_hash(fact): fact for fact in judged.revoked}
    return list(facts.values()), {**names, **names_in(judged)}


def _judged(session: Session) -> "Judged":
    from ..oracle import collect, judge_all
    from .repository import look

    return judge_all(collect(look(session, "looking"))) if session.settings.repo else judge_all(())
