"""EIP-7702: an account with a key that runs a contract's code."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from tests.protocol import Protocol


def delegate_code(protocol: "Protocol", account: "LocalAccount", to: str) -> None:
    """A transaction of type 4, by the account itself: from then on it runs the code at `to`."""
    chain = protocol.chain
    nonce = int(chain.request("eth_getTransactionCount", account.address, "latest"), 16)
    authorization = account.sign_authorization({"chainId": chain.chain_id, "address": to, "nonce": nonce + 1})
    transaction = account.sign_transaction(
        {
            "type": 4, "chainId": chain.chain_id, "nonce": nonce, "to": account.address, "value": 0, "data": b"",
            "gas": 200_000, "maxFeePerGas": 10**11, "maxPriorityFeePerGas": 10**9,
            "accessList": [], "authorizationList": [authorization],
        }
    )  # fmt: skip
    chain.request("eth_sendRawTransaction", "0x" + bytes(transaction.raw_transaction).hex())
    chain.mine()
    assert protocol.view.code(account.address) == bytes.fromhex("ef0100" + to[2:])
