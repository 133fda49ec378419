"""What runs in the process of a service: the real command, begun as on a machine, and where told so with a twist."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence

PR_SET_PDEATHSIG = 1  # of Linux, as in sys/prctl.h


def end_with_parent() -> None:
    """This process is killed when the one that started it ends, however that ends: nothing is left behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def serve(arguments: Sequence[str], environment: Mapping[str, str], folder: str, twist: Mapping[str, object]) -> None:
    """Run `praxis` with these arguments in that folder until it ends; what it says goes to the file `log` there.

    twist: `clock`: seconds that this process believes it is later; `rules`: the version that it judges by; `crash`: the
    moment at which it kills itself, and the how manyth time that it gets there (`stored:2`).
    """
    end_with_parent()
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
