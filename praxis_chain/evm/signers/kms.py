"""A key in AWS KMS, of the kind ECC_SECG_P256K1 and for SIGN_VERIFY.

Credentials and region come from where boto3 looks for them, the region from the key's ARN if that names one. KMS signs
a digest as it is (MessageType DIGEST; that ECDSA_SHA_256 stands in the request only says that it has 32 bytes) and
answers r and s in DER, s as it comes and no v.
https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
"""

from typing import Any

from ...core.errors import KeyNotFound, NetworkFailed
from .recovery import complete

CONNECT_TIMEOUT = 5  # seconds
READ_TIMEOUT = 10  # seconds
ATTEMPTS = 2


class KmsSigner:
    """`key_id`: a key's ARN, id, or alias/NAME. Raises KeyNotFound, NetworkFailed."""

    def __init__(self, key_id: str) -> None:
        self._key_id = key_id
        self._client = _connect(key_id)
        self._address = _address(key_id, self._ask("get_public_key", KeyId=key_id)["PublicKey"])

    @property
    def address(self) -> bytes:
        """Its account (20 bytes)."""
        return self._address

    def sign(self, digest: bytes) -> bytes:
        """See Signer.sign. Raises NetworkFailed, KeyNotFound, Refused."""
        answer = self._ask(
            "sign", KeyId=self._key_id, Message=digest, MessageType="DIGEST", SigningAlgorithm="ECDSA_SHA_256"
        )
        return complete(digest, *read_der(answer["Signature"]), self._address)

    def _ask(self, what: str, **given: Any) -> dict[str, Any]:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer: dict[str, Any] = getattr(self._client, what)(**given)
            return answer
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "an error")
            raise KeyNotFound(
                f"AWS KMS refused {what} of {self._key_id} ({code}): check the key's id, its state, and that these "
                "credentials may use it (kms:GetPublicKey, kms:Sign)."
            ) from None
        except BotoCoreError as error:
            raise NetworkFailed(f"AWS KMS did not answer {what} ({type(error).__name__}).") from None


def read_der(signature: bytes) -> tuple[int, int]:
    """r and s out of an ECDSA signature in DER. Raises NetworkFailed if it is none."""
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    try:
        return decode_dss_signature(signature)
    except ValueError:
        raise NetworkFailed("What AWS KMS answered is no ECDSA signature in DER.") from None


def _address(key_id: str, public_key: bytes) -> bytes:
    """Of a public key in DER (SubjectPublicKeyInfo)."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key
    from eth_keys import keys

    try:
        key = load_der_public_key(public_key)
    except ValueError:
        key = None
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256K1):
        raise KeyNotFound(f"The KMS key {key_id} is not of the kind ECC_SECG_P256K1, as an attester's has to be.")
    point = key.public_numbers()
    return keys.PublicKey(point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big")).to_canonical_address()


def _connect(key_id: str) -> Any:
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
    except ModuleNotFoundError:
        raise KeyNotFound("Keys in AWS KMS need boto3: pip install 'praxis-chain[kms]'.") from None
    parts = key_id.split(":")
    region = parts[3] if len(parts) > 5 and parts[0] == "arn" else None
    try:
        return boto3.client(
            "kms",
            region_name=region,
            config=Config(
                connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT, retries={"total_max_attempts": ATTEMPTS}
            ),
        )
    except BotoCoreError as error:
        raise KeyNotFound(f"AWS KMS cannot be asked: {str(error).rstrip('.')}.") from None
