"""A stand-in for GitHub: one process that answers as GitHub's documentation says, over real bare git repositories.

In a test: `with running(folder) as github:` gives the object that does what people do there, and a server on loopback.
By itself: `python -m tests.github.standin --port 0 --data DIR`, steered by HTTP under `/_standin/`.
"""

from .acts import StandIn
from .server import running

__all__ = ["StandIn", "running"]
