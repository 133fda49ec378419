"""Deliveries as GitHub sends them: signed, with its headers."""

import json
from hashlib import sha256
from hmac import new as hmac
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "node_modules/@octokit/webhooks-examples/api.github.com/index.json"
SECRET = b"It's a Secret to Everybody"


def signed(body: bytes, secret: bytes = SECRET) -> str:
    """The header's value."""
    return "sha256=" + hmac(secret, body, sha256).hexdigest()


def headers(body: bytes, event: str = "ping", delivery: str = "d1", hook: str = "h1", **more: str) -> dict[str, str]:
    """All headers of a delivery; a value of "" takes one away."""
    all_of_them = {
        "content-type": "application/json",
        "x-github-event": event,
        "x-github-delivery": delivery,
        "x-github-hook-id": hook,
        "x-hub-signature-256": signed(body),
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return {name: value for name, value in all_of_them.items() if value}


def pull_body(number: int, repository: int = 77, **more: Any) -> bytes:
    """The least that tells of a pull request."""
    return json.dumps({"pull_request": {"number": number}, "repository": {"id": repository}, **more}).encode()


def examples() -> list[tuple[str, dict[str, Any]]]:
    """GitHub's published example payloads, each with its event's name; skips where npm's packages are not installed."""
    if not EXAMPLES.exists():
        pytest.skip("needs GitHub's example payloads: npm ci")
    events = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return [(event["name"], example) for event in events for example in event["examples"]]
