"""A key behind Web3Signer, asked for over HTTP.

`POST /api/v1/eth1/sign/{public key}` hashes what it is given (keccak256, no prefix) and signs that, unless the request
says `applyHash: false`: then `data` has to be 32 bytes and is signed as it is. Servers from before that field existed
ignore it and hash all the same; then what comes back is no signature over the digest, and is refused here.
https://consensys.github.io/web3signer/web3signer-eth1.html
"""

from typing import Any
from urllib.parse import urlsplit

from ...core.addresses import address_bytes
from ...core.errors import KeyNotFound, NetworkFailed, Refused, WrongInput
from .recovery import complete

TIMEOUT = 10.0  # seconds
LONGEST_ANSWER = 10_000_000  # bytes; a list of 70,000 keys


class Web3Signer:
    """`where`: `URL#ADDRESS`. Raises WrongInput, KeyNotFound if it does not hold that key, NetworkFailed."""

    def __init__(self, where: str) -> None:
        url, _, address = where.partition("#")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or not address:
            raise WrongInput("Name a key behind Web3Signer as web3signer:URL#ADDRESS.")
        self._name = parts.hostname
        self._url = url.rstrip("/")
        self._address = address_bytes(address)
        self._identifier = self._find()

    @property
    def address(self) -> bytes:
        """Its account (20 bytes)."""
        return self._address

    def sign(self, digest: bytes) -> bytes:
        """See Signer.sign. Raises NetworkFailed, Refused."""
        asked = {"data": "0x" + digest.hex(), "applyHash": False}
        text = self._ask("POST", f"/api/v1/eth1/sign/{self._identifier}", json=asked).strip().strip('"')
        try:
            signature = bytes.fromhex(text.removeprefix("0x"))
        except ValueError:
            signature = b""
        if len(signature) != 65:
            raise NetworkFailed(f"What Web3Signer at {self._name} answered is no signature.")
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
        try:
            return complete(digest, r, s, self._address)
        except Refused:
            raise Refused(
                f"Web3Signer at {self._name} did not sign the digest as it is: it has to be a version whose API knows "
                "applyHash."
            ) from None

    def _find(self) -> str:
        """The public key of the address, which is how it is asked for."""
        import json

        from eth_keys import keys

        try:
            listed = json.loads(self._ask("GET", "/api/v1/eth1/publicKeys"))
            held = {keys.PublicKey(_raw(key)).to_canonical_address(): str(key) for key in listed}
        except (ValueError, TypeError, AttributeError):
            raise NetworkFailed(f"What Web3Signer at {self._name} answered is no list of public keys.") from None
        if self._address not in held:
            raise KeyNotFound(f"Web3Signer at {self._name} holds no key of 0x{self._address.hex()}.")
        return held[self._address]

    def _ask(self, method: str, path: str, **given: Any) -> str:
        import httpx2

        try:
            answer = httpx2.request(method, self._url + path, timeout=TIMEOUT, **given)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise NetworkFailed(f"Web3Signer at {self._name} cannot be asked ({type(error).__name__}).") from None
        if answer.status_code != 200 or len(answer.content) > LONGEST_ANSWER:
            raise NetworkFailed(f"Web3Signer at {self._name} answered HTTP {answer.status_code}.")
        return str(answer.text)


def _raw(key: str) -> bytes:
    """Uncompressed, 64 bytes; with or without 0x and the leading 04."""
    raw = bytes.fromhex(key.removeprefix("0x"))
    if len(raw) == 65 and raw[0] == 4:
        return raw[1:]
    if len(raw) != 64:
        raise ValueError(f"a public key has 64 bytes, not {len(raw)}")
    return raw
