"""The rules: which facts follow from a document of evidence, and why not.

judge(evidence)   → tuple of facts, or a Refusal
checks(evidence)  → every check with its verdict and a sentence, to explain it
"""

from .check import RULES_VERSION, Check, Refusal
from .judge import checks, judge, unchecked
from .people import STANDINGS

__all__ = ["RULES_VERSION", "STANDINGS", "Check", "Refusal", "checks", "judge", "unchecked"]
