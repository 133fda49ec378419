"""What runs in the process of a service: the real command, begun as on a machine, and where told so with a twist.

Everything slow to import is imported here, once, in the process that the others are forked from.
"""

import gc
import multiprocessing
import os
import pkgutil
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import import_module

import praxis_chain

NOT_IN_A_SERVICE = ("praxis_chain.demo", "praxis_chain.evm.embedded", "praxis_chain.evm.compiler")


def preload() -> None:
    """Import whatever a service may, and compute what it computes once."""
    for found in pkgutil.walk_packages(praxis_chain.__path__, "praxis_chain."):
        if not found.name.startswith(NOT_IN_A_SERVICE):
            import_module(found.name)
    for name in ("alembic.command", "sqlalchemy.dialects.sqlite", "uvicorn.protocols.http.auto", "uvicorn.lifespan.on"):
        import_module(name)
    from praxis_chain.evm.bindings import protocol_abis

    protocol_abis()
    gc.freeze()


def serve(arguments: Sequence[str], environment: Mapping[str, str], folder: str, twist: Mapping[str, object]) -> None:
    """Run `praxis` with these arguments in that folder until it ends; what it says goes to the file `log` there.

    twist: `clock`: seconds that this process believes it is later; `rules`: the version that it judges by; `crash`: the
    moment at which it kills itself, and the how manyth time that it gets there (`stored:2`).
    """
    with open(os.path.join(folder, "log"), "ab") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    os.chdir(folder)
    os.environ.update(environment)
    if "clock" in twist:
        _skew(float(str(twist["clock"])))
    if "rules" in twist:
        _judge_by(str(twist["rules"]))
    if "crash" in twist:
        from .steps import die_at

        step, _, time_ = str(twist["crash"]).rpartition(":")
        die_at(step, int(time_))
    from praxis_chain.cli.main import main

    sys.argv = ["praxis", *arguments]
    main()


def _skew(seconds: float) -> None:
    real = time.time
    time.time = lambda: real() + seconds


def _judge_by(version: str) -> None:
    """Every module that holds the version's name gets another one."""
    for name, module in list(sys.modules.items()):
        if name.startswith("praxis_chain") and hasattr(module, "RULES_VERSION"):
            module.RULES_VERSION = version  # type: ignore[attr-defined]


if multiprocessing.parent_process() is not None:
    preload()  # in the process that services are forked from, and nowhere else
