"""Which token a deployment is for, and whether it behaves as USDC does."""

from ...core.errors import ContractRefused, Refused, WrongInput
from ..client import View
from ..usdc import OFFICIAL, known_usdc, read_domain, usdc_at

_NOBODY = "0x" + "0" * 39 + "1"


def choose_usdc(chain_id: int, told: str | None) -> tuple[str, str]:
    """Address and origin ("official" or "given") of the token to deploy for.

    Raises WrongInput on a chain that this package knows no USDC of, unless told, and where Circle's is another.
    """
    official = known_usdc(chain_id)
    if told is None and official is None:
        raise WrongInput(f"No USDC is known on chain {chain_id}: name the token's address if you mean to deploy there.")
    if official is None:
        assert told is not None
        return told, "given"
    if told is not None and told != official:
        raise WrongInput(
            f"USDC on {OFFICIAL[chain_id].chain} is {official}, not {told}: leave the token out, it is known there."
        )
    return official, "official"


def require_usdc(view: View, address: str) -> None:
    """Refused unless the token has USDC's symbol and decimals, verifies signatures under its own EIP-712 domain, and
    takes EIP-3009 authorizations with `bytes` signatures (FiatTokenV2_2; bridged ones do not).

    Code is not compared: the proxies differ from chain to chain, and Circle may upgrade them. Raises WrongInput if the
    address holds no such contract.
    """
    token = usdc_at(address)
    if not view.code(address):
        raise WrongInput(f"There is no contract at {address} on {view.network.name}, so it cannot be USDC.")
    try:
        symbol, decimals = view.call(token, "symbol"), view.call(token, "decimals")
        view.call(token, "authorizationState", _NOBODY, bytes(32))
    except ContractRefused:
        raise WrongInput(
            f"The contract at {address} is no token with EIP-3009 authorizations, so it is not USDC."
        ) from None
    if (symbol, decimals) != ("USDC", 6):
        raise WrongInput(f"The token at {address} is {symbol} with {decimals} decimals; USDC has 6.")
    read_domain(view, token)
    if not _takes_authorizations(view, address):
        raise Refused(
            f"The token at {address} has no receiveWithAuthorization with a bytes signature as USDC since its version "
            "2.2 has, so sponsors could not fund by signature: use Circle's own USDC."
        )


def _takes_authorizations(view: View, address: str) -> bool:
    """An authorization that expired in 1970 is refused with a reason by a token that has the function, and without any
    by one that has not."""
    token = usdc_at(address)
    try:
        view.call(token, "receiveWithAuthorization", _NOBODY, _NOBODY, 1, 0, 0, bytes(32), bytes(65))
    except ContractRefused as refused:
        return refused.name != "Reverted"
    return False
