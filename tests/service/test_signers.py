"""Keys that lie elsewhere sign as a key in this process does: the same address, low s, v 27 or 28, or one sentence.

AWS KMS is moto's stand-in, which hashes what it signs even where the request says DIGEST; it is told not to here. Its
signatures come in DER with any s. Web3Signer is a stand-in that does what its API documents.
"""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from eth_hash.auto import keccak
from eth_keys import keys

from praxis_chain.core.attestation import HIGHEST_S, attest_root, recover, sign_root
from praxis_chain.core.eip712 import attesters_domain
from praxis_chain.core.errors import KeyNotFound, NetworkFailed, PraxisError, Refused, WrongInput
from praxis_chain.core.signing import KeySigner, NoKey
from praxis_chain.evm.signers import KmsSigner, Web3Signer
from praxis_chain.evm.signers.kms import read_der
from praxis_chain.evm.signers.recovery import ORDER, complete

DOMAIN = attesters_domain(31337, b"\x0a" * 20)
KEY = b"\x05" * 32
ADDRESS = KeySigner(KEY).address
DIGEST = keccak(b"something")

# ECDSA signatures in DER, made with KEY by OpenSSL over keccak256 of the number as four bytes: (number, DER).
RECORDED = {
    "s as low as it has to be": (2, "304402203c3eeca5b81a3fb2b625ecb1af4563bfdd30c92d846e0611635249cdb0f000f7022004a3bdef894ad8e62334938188b6de1fb27d8f76faafae5f8df9e6f8fee559b3"),  # noqa: E501
    "a high s": (5, "3045022002aed06a422f3af9e98057fafaa51d4486fcfdfe19648095068d9b122540b6f9022100fa63a66081345dc82bc69cef7bb2f08d34be152b204421274590e34aabd66029"),  # noqa: E501
    "both with a zero before them": (8, "3046022100bcc0e45cbd783b52c7ea90f0b786ec69fa9bc0867b48f761c56d4d37cc5ac0e2022100d4f9a2d20e6b8b2495f9cbcba63874f773cc5c18cf4d466a87eb90cf2ea21b47"),  # noqa: E501
    "a short r, and a high s": (274, "3045022000e9d4c279727e655c5f5daae7f6e0ef114d3ca761e769f871a800ca0222ad0e022100d122af41ae9cbef7f8ae69402af6b5c175103ee0de61d6d9c2e91a7c05b7c531"),  # noqa: E501
    "a short s": (460, "304402200e59a5becc0c611a9e3d3e36cc33b5f8751a760ee1bd43110beb93e0741feee9022000e7d81ed7983e9845378c6e2dd543caa16c78b59409ab22479540f16a3b4092"),  # noqa: E501
}  # fmt: skip


@pytest.mark.parametrize(("number", "der"), RECORDED.values(), ids=RECORDED)
def test_a_signature_in_der_becomes_one_that_contracts_take(number: int, der: str) -> None:
    digest = keccak(number.to_bytes(4, "big"))
    r, s = read_der(bytes.fromhex(der))
    signature = complete(digest, r, s, ADDRESS)
    assert recover(digest, signature) == ADDRESS
    assert signature[:32] == r.to_bytes(32, "big")
    assert int.from_bytes(signature[32:64], "big") in {s, ORDER - s}
    assert int.from_bytes(signature[32:64], "big") <= HIGHEST_S


@pytest.mark.parametrize(("r", "s"), [(0, 1), (1, 0), (ORDER, 1), (1, ORDER), (2**300, 1), (7, 7), (-1, 5)])
def test_numbers_that_are_no_signature_are_refused(r: int, s: int) -> None:
    with pytest.raises(Refused, match=f"What came back is no signature by 0x{ADDRESS.hex()}"):
        complete(DIGEST, r, s, ADDRESS)


@pytest.mark.parametrize("der", [b"", b"\x30", bytes(70), b"\x30\x06\x02\x01\x01\x02\x01"])
def test_bytes_that_are_no_der_are_refused(der: bytes) -> None:
    with pytest.raises(NetworkFailed, match="no ECDSA signature in DER"):
        read_der(der)


def test_without_a_key_nothing_is_signed() -> None:
    with pytest.raises(Refused, match="runs without a key"):
        attest_root(bytes(32), DOMAIN, NoKey())


def test_what_a_signer_returns_is_looked_at() -> None:
    class Other(KeySigner):
        def sign(self, digest: bytes) -> bytes:
            return super().sign(keccak(digest))

    with pytest.raises(Refused, match="no signature by"):
        attest_root(bytes(32), DOMAIN, Other(KEY))


# -- AWS KMS ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def kms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """moto's stand-in, which signs a digest as it is, as the real one does."""
    import boto3
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
    from moto import mock_aws
    from moto.kms.utils import ECDSAPrivateKey

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    as_it_is = Prehashed(hashes.SHA256())
    monkeypatch.setattr(ECDSAPrivateKey, "_ECDSAPrivateKey__hash_algorithm", lambda *_: as_it_is)
    with mock_aws():
        yield boto3.client("kms")


def made(kms: Any, spec: str = "ECC_SECG_P256K1", usage: str = "SIGN_VERIFY") -> str:
    return str(kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["Arn"])


def test_a_key_in_kms_signs_whatever_s_comes(kms: Any) -> None:
    signer = KmsSigner(made(kms))
    for number in range(20):  # half of them come with a high s
        root = keccak(bytes([number]))
        signed = attest_root(root, DOMAIN, signer)
        assert (signed.root, signed.attester) == (root, signer.address)
        assert int.from_bytes(signed.signature[32:64], "big") <= HIGHEST_S
        assert signed.signature[64] in (27, 28)


def test_kms_is_asked_to_sign_a_digest(kms: Any) -> None:
    """MessageType RAW, its default, would sign the SHA-256 of it."""
    signer, asked = KmsSigner(made(kms)), list[dict[str, Any]]()
    signer._client.meta.events.register("before-call.kms.Sign", lambda params, **_: asked.append(params["body"]))
    signer.sign(DIGEST)
    body = json.loads(asked[0])  # type: ignore[arg-type]
    assert (body["MessageType"], body["SigningAlgorithm"]) == ("DIGEST", "ECDSA_SHA_256")
    assert base64.b64decode(body["Message"]) == DIGEST


def test_its_address_is_that_of_its_public_key(kms: Any) -> None:
    arn = made(kms)
    der = kms.get_public_key(KeyId=arn)["PublicKey"]
    assert der[-65] == 4  # an uncompressed point ends the DER
    assert KmsSigner(arn).address == keys.PublicKey(der[-64:]).to_canonical_address()


def test_another_kind_of_key_is_refused(kms: Any) -> None:
    with pytest.raises(KeyNotFound, match="is not of the kind ECC_SECG_P256K1"):
        KmsSigner(made(kms, "ECC_NIST_P256"))


def test_a_key_that_is_not_there_is_one_sentence(kms: Any) -> None:
    arn = made(kms).rpartition("/")[0] + "/00000000-0000-0000-0000-000000000000"
    with pytest.raises(KeyNotFound, match=rf"AWS KMS refused get_public_key of {arn} \(NotFoundException\)"):
        KmsSigner(arn)


def test_without_credentials_it_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "nowhere")
    monkeypatch.setenv("AWS_CONFIG_FILE", "nowhere")
    with pytest.raises(NetworkFailed, match=r"AWS KMS did not answer get_public_key \(NoCredentialsError\)"):
        KmsSigner("arn:aws:kms:eu-central-1:111122223333:key/1234")
    with pytest.raises(KeyNotFound, match=r"AWS KMS cannot be asked: You must specify a region\."):
        KmsSigner("1234")


def test_a_kms_that_signs_something_else_is_refused(kms: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.hazmat.primitives import hashes
    from moto.kms.utils import ECDSAPrivateKey

    signer = KmsSigner(made(kms))
    monkeypatch.setattr(ECDSAPrivateKey, "_ECDSAPrivateKey__hash_algorithm", lambda *_: hashes.SHA256())
    with pytest.raises(Refused, match="no signature by"):
        signer.sign(DIGEST)


# -- Web3Signer -------------------------------------------------------------------------------------------------------

Answer = Callable[[str, dict[str, Any]], tuple[int, str]]


@pytest.fixture
def web3signer() -> Iterator[Callable[[Answer], str]]:
    """Starts a stand-in that answers a path and a JSON body; returns its URL."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._reply(*answer(self.path, {}))

            def do_POST(self) -> None:
                self._reply(*answer(self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))

            def _reply(self, status: int, text: str) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: Any) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


PUBLIC = "0x" + keys.PrivateKey(KEY).public_key.to_bytes().hex()


def documented(*, knows_apply_hash: bool = True, high: bool = False) -> Answer:
    """As its API says: keccak256 of `data` is signed, and `data` itself where applyHash is false."""

    def answer(path: str, body: dict[str, Any]) -> tuple[int, str]:
        if path == "/api/v1/eth1/publicKeys":
            other = keys.PrivateKey(b"\x06" * 32).public_key
            return 200, json.dumps(["0x04" + other.to_bytes().hex(), PUBLIC])
        if path != f"/api/v1/eth1/sign/{PUBLIC}":
            return 404, "Public Key not found"
        data = bytes.fromhex(body["data"][2:])
        as_it_is = knows_apply_hash and body.get("applyHash") is False
        signature = KeySigner(KEY).sign(data if as_it_is else keccak(data))
        if high:
            s = ORDER - int.from_bytes(signature[32:64], "big")
            signature = signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])
        return 200, "0x" + signature.hex()

    return answer


def named(url: str) -> str:
    return f"{url}#0x{ADDRESS.hex()}"


@pytest.mark.parametrize("high", [False, True])
def test_web3signer_signs_as_the_key_itself_would(web3signer: Callable[[Answer], str], high: bool) -> None:
    signer = Web3Signer(named(web3signer(documented(high=high)) + "/"))
    assert attest_root(DIGEST, DOMAIN, signer) == sign_root(DIGEST, DOMAIN, KEY)


def test_one_that_hashes_all_the_same_is_refused(web3signer: Callable[[Answer], str]) -> None:
    signer = Web3Signer(named(web3signer(documented(knows_apply_hash=False))))
    with pytest.raises(Refused, match=r"did not sign the digest as it is: it has to be a version .* knows applyHash\."):
        signer.sign(DIGEST)


def test_one_without_the_key_is_one_sentence(web3signer: Callable[[Answer], str]) -> None:
    url = web3signer(documented())
    with pytest.raises(KeyNotFound, match=r"Web3Signer at 127\.0\.0\.1 holds no key of 0x0{39}1\."):
        Web3Signer(f"{url}#0x{'0' * 39}1")


@pytest.mark.parametrize("answer", ["[", "[1]", '["0x12"]', '["no hex"]', "7", '"text"'])
def test_a_list_of_keys_that_is_none_is_one_sentence(web3signer: Callable[[Answer], str], answer: str) -> None:
    url = web3signer(lambda *_: (200, answer))
    with pytest.raises(PraxisError, match=r"no list of public keys\.$"):
        Web3Signer(named(url))


@pytest.mark.parametrize(
    ("status", "text", "sentence"),
    [
        (500, "", "answered HTTP 500."),
        (404, "Public Key not found", "answered HTTP 404."),
        (200, "0xzz", "answered is no signature."),
        (200, "0x" + "11" * 64, "answered is no signature."),
        (200, "", "answered is no signature."),
    ],
)
def test_a_signature_that_is_none_is_one_sentence(
    web3signer: Callable[[Answer], str], status: int, text: str, sentence: str
) -> None:
    url = web3signer(lambda path, body: (status, text) if body else documented()(path, body))
    with pytest.raises(NetworkFailed) as failed:
        Web3Signer(named(url)).sign(DIGEST)
    assert str(failed.value).endswith(sentence)


def test_one_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(NetworkFailed, match=r"Web3Signer at 127\.0\.0\.1 cannot be asked \(ConnectError\)\."):
        Web3Signer(named("http://127.0.0.1:1"))


@pytest.mark.parametrize("where", ["", "http://host", "#0x" + "11" * 20, "ftp://host#0x" + "11" * 20, "http://host#me"])
def test_what_names_no_key_is_refused(where: str) -> None:
    with pytest.raises(WrongInput):
        Web3Signer(where)
