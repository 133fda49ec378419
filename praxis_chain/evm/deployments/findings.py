"""What a verification says."""

from dataclasses import dataclass

from ...core.errors import Refused


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be. `name` says what kind, `subject` of which contract (or "record")."""

    name: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.name}: {self.subject}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Change:
    """A decision of an owner since the deployment. Nothing wrong, but worth knowing."""

    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Verification:
    """Findings and changes as of the block at height `block`."""

    block: int
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]

    @property
    def holds(self) -> bool:
        """Nothing was found."""
        return not self.findings


def require_verified(verification: Verification) -> None:
    """Refused, with the first finding, unless the verification holds."""
    if verification.findings:
        first, *others = verification.findings
        more = f" (and {len(others)} more)" if others else ""
        raise Refused(f"The deployment is not what it should be: {first}{more}.")
