"""Events compared as values: `told(receipt) == [said(protocol.attesters, "Attested", root=…, signatures=…)]`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from praxis_chain.evm.bindings.call import Binding
    from praxis_chain.evm.transactions import Receipt

Told = tuple[str, str, dict[str, Any]]


def told(receipt: "Receipt") -> list[Told]:
    """Everything that a transaction told, in order: by whom (address), event, values."""
    return [(event.address, event.name, dict(event.args)) for event in receipt.events]


def said(by: "Binding", event: str, **values: Any) -> Told:
    """One such event."""
    return by.address, event, values
