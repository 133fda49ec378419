"""Deliveries of webhooks: signed, numbered, sent from a thread of their own; lost, doubled or late where told so."""

import hashlib
import heapq
import hmac
import json
import threading
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import Any

from .clock import Clock
from .state import Hook

TIMEOUT = 10  # seconds that GitHub waits for an answer


@dataclass(slots=True)
class Delivery:
    """guid: `X-GitHub-Delivery`, the same when it is delivered again. status: HTTP status, 0 if nobody answered or it
    was never sent. body: the bytes that are signed."""

    id: int
    guid: str
    hook: Hook
    repository: int
    event: str
    action: str
    body: bytes
    at: int
    redelivery: bool = False
    status: int = 0
    said: str = ""
    seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


class Post:
    """copies: how often each delivery is sent, 0 loses it. delay: seconds before it is."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.copies, self.delay = 1, 0.0
        self.deliveries: list[Delivery] = []
        self._last = 12_345_678_000
        self._waiting: list[tuple[float, int, Delivery]] = []
        self._busy = 0
        self._turn = threading.Condition()
        self._thread: threading.Thread | None = None

    def deliver(self, hook: Hook, repository: int, event: str, action: str, payload: dict[str, Any]) -> None:
        body = json.dumps(payload, separators=(",", ":")).encode()
        guid = str(uuid.uuid4())
        delivery = self._note(Delivery(0, guid, hook, repository, event, action, body, self.clock.now))
        self._send_later(delivery, self.copies, self.delay)

    def deliver_again(self, number: int) -> int:
        """At once, whatever is switched off. Returns the new delivery's id. Raises KeyError if there is none."""
        old = next((one for one in self.deliveries if one.id == number), None)
        if old is None:
            raise KeyError(number)
        again = Delivery(0, old.guid, old.hook, old.repository, old.event, old.action, old.body, self.clock.now, True)
        self._note(again)
        self._send_later(again, 1, 0)
        return again.id

    def settle(self, seconds: float = 30) -> bool:
        """Wait until nothing is under way; False if that took too long."""
        with self._turn:
            return self._turn.wait_for(lambda: not self._waiting and not self._busy, seconds)

    def forget(self) -> None:
        """Drop what is under way and what was noted."""
        with self._turn:
            self._waiting.clear()
            self.deliveries.clear()
            self._turn.notify_all()

    def _note(self, delivery: Delivery) -> Delivery:
        with self._turn:
            self._last += 1
            delivery.id = self._last
            delivery.headers = _headers(delivery)
            self.deliveries.append(delivery)
        return delivery

    def _send_later(self, delivery: Delivery, copies: int, delay: float) -> None:
        with self._turn:
            for copy in range(copies):
                heapq.heappush(self._waiting, (time.monotonic() + delay, delivery.id * 100 + copy, delivery))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
                self._thread.start()
            self._turn.notify_all()

    def _run(self) -> None:
        while True:
            with self._turn:
                while not self._waiting or self._waiting[0][0] > time.monotonic():
                    self._turn.wait(self._waiting[0][0] - time.monotonic() if self._waiting else None)
                delivery = heapq.heappop(self._waiting)[2]
                self._busy += 1
            try:
                _send(delivery)
            finally:
                with self._turn:
                    self._busy -= 1
                    self._turn.notify_all()


def signature(secret: str, body: bytes) -> str:
    """What `X-Hub-Signature-256` says."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _headers(delivery: Delivery) -> dict[str, str]:
    hook = delivery.hook
    headers = {
        "Accept": "*/*",
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/0000000",
        "X-GitHub-Delivery": delivery.guid,
        "X-GitHub-Event": delivery.event,
        "X-GitHub-Hook-ID": str(hook.id),
        "X-GitHub-Hook-Installation-Target-ID": str(delivery.repository),
        "X-GitHub-Hook-Installation-Target-Type": "repository",
    }
    if hook.secret:
        sha1 = hmac.new(hook.secret.encode(), delivery.body, hashlib.sha1).hexdigest()
        headers |= {"X-Hub-Signature": f"sha1={sha1}", "X-Hub-Signature-256": signature(hook.secret, delivery.body)}
    return headers


def _send(delivery: Delivery) -> None:
    request = urllib.request.Request(delivery.hook.url, delivery.body, delivery.headers, method="POST")
    started = time.monotonic()
    try:
        with _OPENER.open(request, timeout=TIMEOUT) as answer:
            delivery.status, delivery.said = answer.status, answer.read(65536).decode(errors="replace")
    except urllib.error.HTTPError as error:
        delivery.status, delivery.said = error.code, error.read(65536).decode(errors="replace")
    except OSError as error:
        delivery.status, delivery.said = 0, str(error)
    delivery.seconds = time.monotonic() - started


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback only, whatever the environment says
