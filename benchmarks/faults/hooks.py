"""Webhooks that GitHub never sent."""

import json
import uuid
from typing import TYPE_CHECKING

import requests

from .forge import NAME

if TYPE_CHECKING:
    from .town import Town


def forge_delivery(town: "Town", link: str) -> None:
    """Somebody who does not know the secret tells a service that a pull request was merged."""
    service = link.partition(" ")[2]
    body = json.dumps(
        {
            "action": "closed",
            "repository": {"id": int(town.world.repository.rpartition("/")[2]), "full_name": NAME},
            "pull_request": {"number": 9999, "merged": True, "merge_commit_sha": "ab" * 20},
        }
    ).encode()
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": "pull_request",
        "X-GitHub-Delivery": str(uuid.uuid4()),
        "X-GitHub-Hook-ID": "1",
        "X-Hub-Signature-256": "sha256=" + "00" * 32,
    }
    try:
        requests.post(f"http://127.0.0.1:{town.ports[service]}/webhook/github", body, headers=headers, timeout=0.5)
    except requests.RequestException:
        return  # it is down, or slow: then it heard nothing
