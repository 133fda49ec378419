"""The funded accounts of every local network: those of the public test mnemonic, as in anvil and hardhat.

Everybody knows these keys. They must never hold anything on a real chain.
"""

from functools import cache

MNEMONIC = "test test test test test test test test test test test junk"
DERIVATION_PATH = "m/44'/60'/0'/0"
LOCAL_ACCOUNTS = 20
LOCAL_BALANCE = 1_000_000 * 10**18  # wei


@cache
def local_keys() -> tuple[bytes, ...]:
    """Their 32-byte private keys, in order."""
    from eth_account.hdaccount import seed_from_mnemonic
    from eth_account.hdaccount.deterministic import HDPath

    seed = seed_from_mnemonic(MNEMONIC, "")
    return tuple(bytes(HDPath(f"{DERIVATION_PATH}/{i}").derive(seed)) for i in range(LOCAL_ACCOUNTS))
