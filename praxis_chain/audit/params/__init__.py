"""Roles, members, rules and figures of a deployment, and what changed since somebody last looked.

found = params(network, record, baseline=Baseline.read(text, "last week"))
found.values["Attesters.quorum"], found.changes, found.exit_code
"""

from .baseline import Baseline
from .changes import Change, changes, values_after
from .params import Params, params

__all__ = ["Baseline", "Change", "Params", "changes", "params", "values_after"]
