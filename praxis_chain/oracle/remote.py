"""An attester that is another process, asked over HTTP.

It may be down, slow, broken or hostile. Whatever it does comes out of here as what was asked for, or as one sentence
within DEADLINE; what it signed is checked by whoever gathers.
"""

import asyncio
import json
import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from ..core.attestation import SIGNATURE_BYTES, Attestation, Batch
from ..core.errors import NetworkFailed, Refused, WrongInput
from ..core.fact_json import fact_json
from ..core.facts import Fact, fact_hash
from ..core.rules import RULES_VERSION
from .committee import MOST_PER_BATCH

DEADLINE = 20.0
"""Seconds for one question, from connecting to the last byte of the answer."""

LONGEST_ANSWER = 2**20
"""Bytes. A hundred refusals have some fifty thousand."""

_LONGEST_SENTENCE = 500


@dataclass(frozen=True, slots=True)
class RefusedFact:
    """Why an attester does not sign a fact: a slug, and its sentence."""

    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    content: Any


class _TooSlow(NetworkFailed):
    """Asking once more would take as long again."""


class RemoteAttester:
    """`url`: where its service answers, e.g. `https://attester.example.org`. Raises WrongInput if that is no URL.

    Blocks while it asks: not for the thread of an event loop.
    """

    def __init__(self, url: str, *, deadline: float = DEADLINE) -> None:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or parts.scheme not in ("http", "https"):
            raise WrongInput(
                f"{_without_password(url)!r} is not the URL of an attester: it begins with https:// or http://."
            )
        self.name = host + (f":{port}" if port else "")
        self._url = url.rstrip("/")
        self._deadline = deadline

    def agrees(self, facts: Sequence[Fact]) -> list[bool]:
        """For each fact, whether the attester would sign it. Raises NetworkFailed."""
        refused = self.refusals(facts)
        return [fact_hash(fact) not in refused for fact in facts]

    def refusals(self, facts: Sequence[Fact]) -> dict[bytes, RefusedFact]:
        """The facts, by hash, that the attester would not sign, and why. Raises NetworkFailed."""
        found: dict[bytes, RefusedFact] = {}
        for start in range(0, len(facts), MOST_PER_BATCH):
            part = facts[start : start + MOST_PER_BATCH]
            answer = self._twice("POST", "/attest", _question(part, sign=False))
            if answer.status == 409:
                found |= self._refused(answer.content, part)
            else:
                self._require_root(answer, part)
        return found

    def attest(self, facts: Sequence[Fact]) -> Attestation:
        """Its signature over the root of these facts. Raises Refused with what it refuses, and NetworkFailed.

        A batch may be larger than an attester takes where the Commits of one work stand together; it then says so.
        """
        answer = self._ask("POST", "/attest", _question(facts, sign=True))
        if answer.status == 409:
            first = next(iter(self._refused(answer.content, facts).values()))
            raise Refused(f"{self.name} refuses: {first.sentence}")
        root = self._require_root(answer, facts)
        attester, signature = (
            self._bytes(answer.content, name, size) for name, size in (("attester", 20), ("signature", SIGNATURE_BYTES))
        )
        return Attestation(root, attester, signature)

    def log(self, start: int, limit: int) -> list[Mapping[str, Any]]:
        """Entries of its log from number `start` on, at most `limit`. Raises NetworkFailed."""
        answer = self._twice("GET", f"/log?from={start}&limit={limit}", None)
        self._require(answer)
        entries = answer.content.get("entries") if isinstance(answer.content, dict) else None
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise self._nonsense("is no part of a log")
        return entries

    def evidence(self, name: bytes) -> Any:
        """The document of that hash, as JSON; None if nothing that it signed follows from one. Raises NetworkFailed.

        That it has that hash is for whoever asks to check.
        """
        answer = self._twice("GET", f"/evidence/0x{name.hex()}", None)
        if answer.status == 404:
            return None
        self._require(answer)
        return answer.content

    def health(self) -> Mapping[str, Any]:
        """What it says of itself, also where that is that it is not ready. Raises NetworkFailed."""
        answer = self._twice("GET", "/health", None)
        if answer.status not in (200, 503) or not isinstance(answer.content, dict):
            raise self._nonsense("does not say how it is")
        return answer.content

    def _refused(self, content: Any, asked: Sequence[Fact]) -> dict[bytes, RefusedFact]:
        """Of the facts it was asked about; at least one."""
        known = {"0x" + fact_hash(fact).hex(): fact_hash(fact) for fact in asked}
        listed = content.get("refused") if isinstance(content, dict) else None
        rules = content.get("rules") if isinstance(content, dict) else None
        other = f" It judges by {_clean(rules)}, and here by {RULES_VERSION}." if rules != RULES_VERSION else ""
        found = {
            known[one["fact"]]: RefusedFact(_clean(one.get("reason")), _clean(one.get("sentence")) + other)
            for one in (listed if isinstance(listed, list) else ())
            if isinstance(one, dict) and isinstance(one.get("fact"), str) and one["fact"] in known
        }
        if not found:
            raise self._nonsense("refuses, and names no fact that it was asked about")
        return found

    def _require_root(self, answer: _Answer, facts: Sequence[Fact]) -> bytes:
        """That of these facts, which a sensible answer is about."""
        self._require(answer)
        root = self._bytes(answer.content, "root", 32)
        if root != Batch(tuple(facts)).root:
            raise NetworkFailed(f"{self.name} answered about another root than that of the facts it was shown.")
        return root

    def _require(self, answer: _Answer) -> None:
        if answer.status == 200 and isinstance(answer.content, dict):
            return
        said = answer.content.get("error") if isinstance(answer.content, dict) else None
        raise NetworkFailed(f"{self.name} answered HTTP {answer.status}{': ' + _clean(said) if said else '.'}")

    def _bytes(self, content: Mapping[str, Any], name: str, size: int) -> bytes:
        text = content.get(name)
        try:
            found = bytes.fromhex(text[2:]) if isinstance(text, str) and text.startswith("0x") else b""
        except ValueError:
            found = b""
        if len(found) != size:
            raise self._nonsense(f"holds no {name} of {size} bytes")
        return found

    def _nonsense(self, what: str) -> NetworkFailed:
        return NetworkFailed(f"{self.name} gave no sensible answer: it {what}.")

    def _twice(self, method: str, path: str, body: object) -> _Answer:
        """Ask what changes nothing, and once more if no answer came."""
        try:
            answer = self._ask(method, path, body)
        except _TooSlow:
            raise
        except NetworkFailed:
            return self._ask(method, path, body)
        return self._ask(method, path, body) if answer.status in (500, 502, 504) else answer

    def _ask(self, method: str, path: str, body: object) -> _Answer:
        return asyncio.run(self._asked(method, path, body))

    async def _asked(self, method: str, path: str, body: object) -> _Answer:
        import httpx2

        try:
            async with (
                asyncio.timeout(self._deadline),
                httpx2.AsyncClient(timeout=self._deadline, verify=_trusted()) as client,
                client.stream(method, self._url + path, json=body) as response,
            ):
                read = bytearray()
                async for part in response.aiter_bytes():
                    read += part
                    if len(read) > LONGEST_ANSWER:
                        raise self._nonsense(f"is longer than {LONGEST_ANSWER:,} bytes")
                return _Answer(response.status_code, self._json(bytes(read), response.status_code))
        except (TimeoutError, httpx2.TimeoutException):
            raise _TooSlow(f"{self.name} did not answer within {self._deadline:g} s.") from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise NetworkFailed(f"{self.name} cannot be asked ({type(error).__name__}).") from None

    def _json(self, read: bytes, status: int) -> Any:
        try:
            return json.loads(read)
        except (ValueError, RecursionError):
            if status == 200:
                raise self._nonsense("is not JSON") from None
            return None


@cache
def _trusted() -> ssl.SSLContext:
    """Read once: the system's certificates take 20 ms of computing, more than a question does."""
    import httpx2

    return httpx2.create_ssl_context()


def _question(facts: Sequence[Fact], *, sign: bool) -> dict[str, Any]:
    return {"facts": [fact_json(fact) for fact in facts], "sign": sign, "rules": RULES_VERSION}


def _without_password(url: str) -> str:
    return re.sub(r"//[^/]*@", "//", url)


def _clean(text: object) -> str:
    """A stranger's words: short, and nothing in them may steer a terminal."""
    words = text if isinstance(text, str) else ""
    return "".join(char if char.isprintable() else "�" for char in words[:_LONGEST_SENTENCE]) or "no reason given."
