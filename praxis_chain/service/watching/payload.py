"""What a delivery asks to look at. Only numbers are taken from it; whatever else it says is nobody's evidence.

Read leniently: a strict model of GitHub's payloads refuses a third of its own examples, and would silently lose work.
"""

import json
import re
from typing import Any
from urllib.parse import parse_qs

from ...store.hints import ISSUE, PULL, REPOSITORY, Hint

OF_REPOSITORY = frozenset({"push", "create", "delete", "repository", "public", "member", "label", "fork"})
"""Events that tell of no single work: refs moved, the repository was renamed or transferred, labels were renamed."""

_LARGEST = 2**53
_HOST = re.compile(r"[a-z0-9.-]{1,250}(:[0-9]{1,5})?")


def read_payload(event: str, host: str, content_type: str, body: bytes) -> tuple[Hint | None, str]:
    """A delivery → where to look, or None; and that in words. Never fails.

    host: of `X-GitHub-Enterprise-Host`, "" for github.com.
    """
    try:
        payload = json.loads(_json(content_type, body))
    except (ValueError, RecursionError):
        return None, "nothing: the body is not JSON"
    repository = _number(payload, "repository", "id")
    if repository is None:
        return None, f"nothing: {_shown(event)} names no repository"
    server = host.lower() if host else "github"
    if not _HOST.fullmatch(server):
        return None, "nothing: the server's name cannot be one"
    kind, number = _subject(event, payload)
    if not kind:
        return None, f"nothing: {_shown(event)} changes nothing that is read"
    hint = Hint(server, repository, kind, number)
    return hint, " ".join(str(part) for part in (server, repository, kind, number or "")).strip()


def _subject(event: str, payload: Any) -> tuple[str, int]:
    pull, issue = _number(payload, "pull_request", "number"), _number(payload, "issue", "number")
    if pull is not None:
        return PULL, pull
    if issue is not None:
        is_pull = isinstance(payload["issue"].get("pull_request"), dict)
        return (PULL if is_pull else ISSUE), issue
    return (REPOSITORY, 0) if event in OF_REPOSITORY else ("", 0)


def _number(payload: Any, *path: str) -> int | None:
    value = payload
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if type(value) is int and 0 < value < _LARGEST else None


def _json(content_type: str, body: bytes) -> bytes | str:
    """A webhook may be set to send a form, with the JSON in its field `payload`."""
    if content_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded":
        return parse_qs(body.decode("utf-8", "replace"), max_num_fields=10).get("payload", [""])[0]
    return body


def _shown(event: str) -> str:
    return event[:50] if re.fullmatch(r"[a-z0-9_]+", event) else "the event"
