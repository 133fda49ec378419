"""One contract's code on chain against the package's artifact and the recorded arguments."""

from collections.abc import Iterator
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_hash.auto import keccak

from ...core.addresses import address_word
from ...core.eip712 import Domain
from .. import artifacts
from ..abi import Abi, checksum
from ..answers import data, sensible
from ..artifacts import Artifact
from ..bindings import abi_of
from ..client import View
from ..compiler import source_hash
from .findings import Finding
from .parameters import constructor_arguments, encode_arguments
from .record import Record, Step

DOMAIN_NAMES = {
    "Attesters": "Praxis",
    "Stakeholders": "Praxis Stakeholders",
    "Prax": "Praxis PRAX",
    "BountyEscrow": "Praxis BountyEscrow",
}
DOMAIN_VERSION = "1"


def verify_code(view: View, record: Record, name: str, step: Step) -> Iterator[Finding]:
    """Findings NoCode, OtherSources, OtherImmutable, OtherCode, OtherCreation about one recorded contract.

    Members, quorum, owner and cap leave no trace in the code; the data of the transaction that created it has them.
    """
    artifact = artifacts.load(name)
    assert step.address is not None
    code = view.code(step.address)
    if not code:
        yield Finding("NoCode", name, f"there is no code at {step.address}")
        return
    if step.source_hash != artifact.source_hash:
        said = f"praxis-chain {record.package_version}"
        yield Finding(
            "OtherSources",
            name,
            f"it was made by {said} from other sources than this package's: verify it with that one",
        )
        return
    difference = compare_code(record, name, code)
    if difference is not None:
        yield difference
    yield from _verify_creation(view, name, step, artifact)


def compare_code(record: Record, name: str, code: bytes, artifact: Artifact | None = None) -> Finding | None:
    """How the code of one recorded contract differs from what the package's sources make of it, or None.

    `artifact`: what they were compiled to; by default the package's own. Findings OtherSources, OtherImmutable,
    OtherCode. Immutables name the chain's id, so it is compared with them.
    """
    artifact = artifact or artifacts.load(name)
    expected = runtime_code(artifact, expected_immutables(name, record, record.address_of(name)))
    return None if code == expected else _difference(name, code, expected, artifact)


def expected_immutables(name: str, record: Record, address: str) -> dict[str, bytes]:
    """Each immutable of that contract as the 32-byte word that its code holds, by "Contract.variable"."""
    words = domain_immutables(Domain(DOMAIN_NAMES[name], DOMAIN_VERSION, record.chain_id, bytes.fromhex(address[2:])))
    match name:
        case "Stakeholders":
            words["Stakeholders.ATTESTERS"] = address_word(record.address_of("Attesters"))
        case "Prax":
            words["Prax.STAKEHOLDERS"] = address_word(record.address_of("Stakeholders"))
            words["Prax.ATTESTERS"] = address_word(record.address_of("Attesters"))
        case "BountyEscrow":
            words["BountyEscrow.USDC"] = address_word(record.usdc)
    return words


def domain_immutables(domain: Domain) -> dict[str, bytes]:
    """What OpenZeppelin's EIP712 keeps of its domain."""
    return {
        "EIP712._cachedDomainSeparator": domain.separator(),
        "EIP712._cachedChainId": domain.chain_id.to_bytes(32, "big"),
        "EIP712._cachedThis": domain.contract.rjust(32, b"\0"),
        "EIP712._hashedName": keccak(domain.name.encode()),
        "EIP712._hashedVersion": keccak(domain.version.encode()),
        "EIP712._name": _short_string(domain.name),
        "EIP712._version": _short_string(domain.version),
    }


def runtime_code(artifact: Artifact, immutables: dict[str, bytes]) -> bytes:
    """What stands on chain: the deployed bytecode with every copy of every immutable filled in."""
    code = bytearray.fromhex(artifact.deployed_bytecode[2:])
    for name, offsets in artifact.immutables.items():
        for offset in offsets:
            code[offset : offset + 32] = immutables[name]
    return bytes(code)


def instructions(code: bytes) -> bytes:
    """Code on chain without what solc appends to it: CBOR that names sources and compiler, and its size in two bytes.

    https://docs.soliditylang.org/en/latest/metadata.html#encoding-of-the-metadata-hash-in-the-bytecode
    """
    return code[: max(0, len(code) - 2 - int.from_bytes(code[-2:], "big"))]


def _difference(name: str, code: bytes, expected: bytes, artifact: Artifact) -> Finding:
    """The most telling way to say in what the two differ."""
    on_chain = source_hash(code.hex())
    if on_chain != artifact.source_hash:
        said = "its code does not say of which" if on_chain == "0x" else f"its code names {on_chain}"
        if instructions(code) == instructions(expected):
            said += ", though every instruction is the same: a comment, a name or a setting is not"
        return Finding("OtherSources", name, f"it was compiled from other sources: {said}")
    if len(code) == len(expected):
        for variable, offsets in artifact.immutables.items():
            for offset in offsets:
                found, wanted = code[offset : offset + 32], expected[offset : offset + 32]
                if found != wanted:
                    return Finding("OtherImmutable", name, f"{variable} is 0x{found.hex()}, not 0x{wanted.hex()}")
    pairs = enumerate(zip(code, expected, strict=False))
    at = next((i for i, (found, wanted) in pairs if found != wanted), min(len(code), len(expected)))
    return Finding("OtherCode", name, f"it differs from byte {at} on ({len(code)} bytes, {len(expected)} expected)")


def _verify_creation(view: View, name: str, step: Step, artifact: Artifact) -> Iterator[Finding]:
    transaction = view.network.request("eth_getTransactionByHash", step.transaction)
    receipt = view.network.request("eth_getTransactionReceipt", step.transaction)
    if transaction is None or receipt is None:
        said = f"the node does not know the transaction {step.transaction}, so nobody can say with which arguments"
        yield Finding("OtherCreation", name, f"{said}: ask a node that keeps all history")
        return
    with sensible(view.network.name, "eth_getTransactionReceipt"):
        created = receipt["contractAddress"] and data(receipt["contractAddress"], 20)
    if created != bytes.fromhex(str(step.address)[2:]):
        yield Finding("OtherCreation", name, f"{step.transaction} did not create {step.address}")
        return
    with sensible(view.network.name, "eth_getTransactionByHash"):
        sent = data(transaction["input"])
    creation = bytes.fromhex(artifact.bytecode[2:])
    abi = abi_of(name)
    if not sent.startswith(creation):
        yield Finding("OtherCreation", name, f"{step.transaction} sent other creation code")
    elif (given := sent[len(creation) :]) != encode_arguments(abi, step.arguments):
        yield Finding("OtherCreation", name, f"it was not created as recorded, but with {_readable(abi, given)}")


def _readable(abi: Abi, arguments: bytes) -> str:
    try:
        values: tuple[Any, ...] = decode(abi.constructor.types, arguments)
    except DecodingError:
        return "arguments that cannot be read"
    shown = constructor_arguments(abi, [_checksummed(value) for value in values])
    return ", ".join(f"{name} = {value}" for name, value in shown.items())


def _checksummed(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_checksummed(part) for part in value]
    return checksum(value) if isinstance(value, str) else value


def _short_string(text: str) -> bytes:
    """OpenZeppelin's ShortString: up to 31 bytes from the left, the length in the last one."""
    return text.encode().ljust(31, b"\0") + bytes([len(text)])
