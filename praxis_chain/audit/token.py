"""USDC by its own storage: what the escrow holds, and whether Circle stopped the token, froze an account or changed it.

Storage of FiatTokenV2_2 behind FiatTokenProxy (https://github.com/circlefin/stablecoin-evm). Tests read every place of
it in Circle's own bytecode.
"""

from collections.abc import Iterable

from eth_hash.auto import keccak

from ..core.addresses import address_word, to_checksum
from ..core.eip712 import Domain
from ..core.ledger import Ledger
from ..core.proofs.account import NO_CODE, Account
from ..evm import artifacts
from ..evm.deployments.code import domain_immutables, runtime_code
from ..evm.usdc import BALANCES_SLOT, known_usdc
from .findings import TOKEN, NotChecked, Where
from .state import State
from .writing import Writer

PAUSED_SLOT, PAUSED_OFFSET = 1, 20
"""`paused` stands behind the pauser's 20 bytes."""

IMPLEMENTATION_SLOT = int.from_bytes(keccak(b"org.zeppelinos.proxy.implementation"), "big")
FROZEN = 1 << 255
"""In an account's word of balances: it is blacklisted; the other bits are the balance."""

STAND_IN = "TestUSDC"


def read_token(state: State, ledger: Ledger, writer: Writer) -> int | None:
    """What the escrow holds, in base units, proven; None where it could not be. Notes all else that is to be said."""
    address, escrow = ledger.addresses.usdc, ledger.addresses.escrow
    account, _ = state.read("USDC", address, [])
    if account is None:
        if not any(finding.where.contract == "USDC" for finding in writer.findings):
            writer.incomplete.append(f"There is no token at {address}, so what the escrow holds cannot be proven.")
        return None
    if account.code_hash == _stand_in_code(ledger):
        slot = _entry(escrow, int(_variable("_balances")["slot"]))
        writer.not_checked.append(NotChecked("USDC's flags", "the token is the stand-in TestUSDC of local chains"))
        return state.read("USDC", address, [slot])[1].get(slot)
    creditors = [one for one in _creditors(ledger) if one != escrow]
    entries = {who: _entry(who, BALANCES_SLOT) for who in (escrow, *creditors)}
    _, words = state.read("USDC", address, [PAUSED_SLOT, IMPLEMENTATION_SLOT, *entries.values()])
    if not words.get(IMPLEMENTATION_SLOT):
        writer.incomplete.append(
            f"The token at {address} is not laid out as Circle's USDC, so what the escrow holds cannot be proven."
        )
        return None
    _implementation(state, account, words[IMPLEMENTATION_SLOT], writer)
    if words.get(PAUSED_SLOT, 0) >> 8 * PAUSED_OFFSET & 0xFF:
        writer.information.append("USDC is paused: nothing can be funded, released or refunded until Circle ends that.")
    for who in creditors:
        if words.get(entries[who], 0) & FROZEN:
            writer.information.append(f"USDC froze {who}, whom the escrow owes: it cannot be paid there.")
    held = words.get(entries[escrow])
    if held is None:
        return None
    writer.tested[TOKEN] += 2
    if held & FROZEN:
        writer.add(
            TOKEN, "FROZEN: Circle blacklisted the escrow, and nothing can leave it.", "not blacklisted", "blacklisted",
            Where(writer.block.number, "USDC", slot=f"0x{entries[escrow]:064x}"),
            f'eth_getStorageAt("{address}", "0x{entries[escrow]:064x}", {writer.pinned})',
        )  # fmt: skip
    return held % FROZEN


def require_official(chain_id: int, address: str) -> str | None:
    """What is wrong where Circle's own USDC is known on that chain and is another; None where nothing is."""
    official = known_usdc(chain_id)
    return f"USDC on this chain is {official}, not {address}" if official not in (None, address) else None


def _implementation(state: State, proxy: Account, word: int, writer: Writer) -> None:
    """An upgrade is Circle's to make: it is said which code runs, so that two reports can be compared.

    Both codes, for a proxy that is not Circle's may run anything, whatever stands in the slot of the implementation.
    """
    address = to_checksum(word.to_bytes(32, "big")[12:])
    account, _ = state.read("USDC's implementation", address, [])
    if account is not None and account.code_hash != NO_CODE:
        writer.information.append(
            f"USDC runs the code at {address} with the hash 0x{account.code_hash.hex()}, behind a proxy whose code has "
            f"the hash 0x{proxy.code_hash.hex()}."
        )
        return
    writer.add(
        TOKEN, "USDC has no code behind its proxy.", "code", f"none at {address}", Where(writer.block.number, "USDC"),
        f'eth_getCode("{address}", {writer.pinned})',
    )  # fmt: skip


def _creditors(ledger: Ledger) -> Iterable[str]:
    """Sponsors with a stake, and the wallets of contributors whose awards are not released."""
    sponsors = {sponsor for (_, sponsor), stake in ledger.escrow.stakes.items() if stake.shares}
    wallets = {
        ledger.people.wallet_of(award.contributor, ledger.now) for award in ledger.escrow.awards.values() if award.owed
    }
    return sorted({*sponsors, *(wallet for wallet in wallets if wallet is not None)})


def _stand_in_code(ledger: Ledger) -> bytes:
    domain = Domain("USD Coin", "2", ledger.addresses.chain_id, bytes.fromhex(ledger.addresses.usdc[2:]))
    return keccak(runtime_code(artifacts.load(STAND_IN), domain_immutables(domain)))


def _variable(label: str) -> dict[str, str]:
    [found] = [entry for entry in artifacts.load(STAND_IN).storage["storage"] if entry["label"] == label]
    return dict(found)


def _entry(account: str, mapping: int) -> int:
    """The slot of an account in a mapping by address."""
    return int.from_bytes(keccak(address_word(account) + mapping.to_bytes(32, "big")), "big")
