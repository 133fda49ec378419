"""Imported in the process that services are forked from: whatever a service may import, and computes once.

Half a second of computing for each start, otherwise.
"""

import gc
import pkgutil
from importlib import import_module

import praxis_chain
from praxis_chain.evm.bindings import protocol_abis

NOT_IN_A_SERVICE = (
    "praxis_chain.demo",
    "praxis_chain.evm.embedded",
    "praxis_chain.evm.compiler",
    "praxis_chain.store.migrations",
)
BESIDE = ("alembic.command", "sqlalchemy.dialects.sqlite", "uvicorn.protocols.http.auto", "uvicorn.lifespan.on")

for _found in pkgutil.walk_packages(praxis_chain.__path__, "praxis_chain."):
    if not _found.name.startswith(NOT_IN_A_SERVICE):
        import_module(_found.name)
for _name in (*BESIDE, "benchmarks.faults.steps", "benchmarks.faults.towns"):
    import_module(_name)
protocol_abis()
gc.freeze()
