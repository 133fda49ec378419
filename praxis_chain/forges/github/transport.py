"""One request to GitHub and its answer: headers, limits on size and place, and what they cost. It never retries."""

import asyncio
from collections.abc import Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import httpx2
from gidgethub.abc import JSON_UTF_8_CHARSET, GitHubAPI

from ...core.errors import NetworkFailed, WrongInput
from ..loopback import is_loopback
from .gate import Gate
from .kept import Answer
from .limits import GRAPHQL, REST, Counts, remaining_from
from .refusals import Garbled, NotGiven, message_of

API_VERSION = "2022-11-28"
"""Later versions take fields away; this one is pinned in every request."""

LARGEST = 30_000_000
"""Bytes of one answer; more is no answer of GitHub's."""

Cache = MutableMapping[str, Answer]


class Api(GitHubAPI):
    """gidgethub's requests over httpx2."""

    def __init__(self, http: httpx2.AsyncClient, gate: Gate, counts: Counts, *, base_url: str, cache: Cache) -> None:
        super().__init__("praxis-chain", base_url=base_url, cache=cache)
        self.gate, self.counts = gate, counts
        self.endpoint = graphql_url(base_url)
        self._http = http
        self._origin = origin(base_url)

    async def page(self, url: str, *, jwt: str | None = None) -> tuple[Any, str | None]:
        """One GET's parsed answer and the URL of the next page. Raises gidgethub's and httpx2's errors, or Garbled."""
        data, more, _ = await self._make_request("GET", url, None, b"", "application/vnd.github+json", jwt=jwt)
        return data, more

    async def send(self, method: str, url: str, body: Mapping[str, object]) -> Any:
        """The parsed answer to one request that changes something. Raises as `page` does."""
        data, _, _ = await self._make_request(method, url, None, body, "application/vnd.github+json")
        return data

    async def ask(self, query: str, variables: Mapping[str, object]) -> Any:
        """The `data` of one GraphQL query. Raises as `page` does."""
        try:
            return await self.graphql(query, endpoint=self.endpoint, **variables)
        except (LookupError, TypeError):
            raise Garbled("its errors are not as GitHub writes them") from None

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> tuple[int, Mapping[str, str], bytes]:
        if origin(url) != self._origin:
            raise NetworkFailed(f"GitHub's answer leads away from {self._origin}: it is not followed.")
        self._count(url)
        sent = {**headers, "x-github-api-version": API_VERSION, "x-github-next-global-id": "1"}
        async with self._http.stream(method, url, headers=sent, content=body) as answer:
            text = await _read(answer)
        self._note(url, answer)
        if answer.status_code == 304 and "if-none-match" not in sent and "if-modified-since" not in sent:
            raise Garbled("it says that nothing has changed, to somebody who asks for the first time")
        if answer.status_code not in (200, 201, 304):
            raise NotGiven(answer.status_code, answer.headers, message_of(text))
        if answer.status_code != 304 and not answer.headers.get("content-type", "").startswith("application/json"):
            raise Garbled("it is not JSON")
        return answer.status_code, {**answer.headers, "content-type": JSON_UTF_8_CHARSET}, text

    def _count(self, url: str) -> None:
        if url == self.endpoint:
            self.counts.graphql += 1
        else:
            self.counts.rest += 1

    def _note(self, url: str, answer: httpx2.Response) -> None:
        if answer.status_code == 304:
            self.counts.not_modified += 1
            self.gate.give_back(REST)
        if left := remaining_from(answer.headers):
            resource = GRAPHQL if url == self.endpoint else REST
            if left[0] == resource:
                self.gate.note(resource, left[1])


async def _read(answer: httpx2.Response) -> bytes:
    text = bytearray()
    async for part in answer.aiter_bytes():
        text += part
        if len(text) > LARGEST:
            raise Garbled(f"it is longer than {LARGEST:,} bytes")
    return bytes(text)


def origin(url: str) -> str:
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def graphql_url(base_url: str) -> str:
    """`https://api.github.com` → `…/graphql`; Enterprise's `https://HOST/api/v3` → `https://HOST/api/graphql`."""
    return f"{base_url.removesuffix('/').removesuffix('/v3')}/graphql"


def check_base_url(base_url: str) -> str:
    """The URL without a trailing slash, if it is https, or http to this machine. Raises WrongInput."""
    parts = urlsplit(base_url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(base_url))
    if not safe or not parts.netloc or "@" in parts.netloc or parts.query or parts.fragment:
        known = "https://api.github.com or https://HOST/api/v3"
        raise WrongInput(f"That is no address of GitHub's API: give {known}, and http only for this machine.")
    return base_url.rstrip("/")
