"""Imported in the process that services are forked from: whatever a service may import, and computes once.

Half a second of computing for each start, otherwise.
"""

import functools
import gc
import pkgutil
from importlib import import_module
from typing import Any

import praxis_chain
from praxis_chain.evm.bindings import protocol_abis

NOT_IN_A_SERVICE = (
    "praxis_chain.demo",
    "praxis_chain.evm.embedded",
    "praxis_chain.evm.compiler",
    "praxis_chain.store.migrations",
)
BESIDE = (
    *("alembic.command", "anyio._backends._asyncio", "coincurve", "encodings.utf_16_be", "fastapi.telemetry._runtime"),
    *("httpcore2", "pydantic.v1", "sqlalchemy.dialects.sqlite", "truststore", "uvicorn.lifespan.on"),
    *("uvicorn.protocols.http.auto", "uvicorn.protocols.websockets.auto", "benchmarks.faults.steps"),
    "benchmarks.faults.towns",
)

for _found in pkgutil.walk_packages(praxis_chain.__path__, "praxis_chain."):
    if not _found.name.startswith(NOT_IN_A_SERVICE):
        import_module(_found.name)
for _name in BESIDE:
    import_module(_name)
_transport: Any = import_module("httpx2._transports.default")
_transport.create_ssl_context = functools.cache(_transport.create_ssl_context)  # nothing here speaks TLS
_transport.create_ssl_context(verify=True, cert=None, trust_env=True)
_sessions: Any = import_module("requests.sessions")
_sessions.get_environ_proxies = lambda *_, **__: {}  # nor is there a proxy in between that an environment names
_sessions.get_netrc_auth = lambda *_, **__: None
protocol_abis()
gc.freeze()
