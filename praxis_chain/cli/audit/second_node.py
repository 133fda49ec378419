"""The node that `--second-rpc` names."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..context import Session

if TYPE_CHECKING:
    from ...evm.networks import Network


@contextmanager
def second_node(session: Session, url: str | None) -> "Iterator[Network | None]":
    """Open it, or nothing where none is named. Raises UnknownNetwork if it is of another chain, NetworkFailed."""
    from ...evm.networks import open_network

    if not url:
        yield None
        return
    with open_network(url, chain_id=session.network.chain_id) as network:
        yield network
