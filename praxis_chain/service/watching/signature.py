"""Who sent a delivery: HMAC-SHA256 over its raw bytes, with a secret that only the forge's webhook and we know.

Source: GitHub's documentation, "Validating webhook deliveries". The older SHA-1 header is never looked at.
"""

import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256

from ...core.errors import WrongInput

VARIABLE = "PRAXIS_WEBHOOK_SECRET"
_PREFIX = "sha256="


def read_secrets(environment: Mapping[str, str]) -> tuple[bytes, ...]:
    """The webhook's secrets, comma-separated: one, or two while one replaces the other.

    Raises WrongInput if there is none: a webhook that anybody can call is not opened.
    """
    secrets = tuple(part.strip().encode() for part in environment.get(VARIABLE, "").split(",") if part.strip())
    if not secrets:
        raise WrongInput(f"The webhook has no secret: set {VARIABLE} to the one that its settings on the forge hold.")
    if len(secrets) > 2:
        raise WrongInput(f"{VARIABLE} holds {len(secrets)} secrets: while one replaces another there are two, no more.")
    return secrets


def is_signed(body: bytes, header: str | None, secrets: Sequence[bytes]) -> bool:
    """Whether `X-Hub-Signature-256` fits the body under one of the secrets. Takes the same time for any wrong one."""
    given = (header or "").encode("latin-1", "replace")
    fits = [hmac.compare_digest(given, _PREFIX.encode() + _digest(body, secret)) for secret in secrets]
    return any(fits)


def _digest(body: bytes, secret: bytes) -> bytes:
    return hmac.new(secret, body, sha256).hexdigest().encode()
