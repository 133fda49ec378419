"""A real repository and a real chain: when they agree, nothing is found; and what is said then."""

from typing import TYPE_CHECKING

from praxis_chain.audit.evidence import of_forge

if TYPE_CHECKING:
    from tests.audit.evidence.telling import Told
    from tests.oracle.workshop import Workshop


def test_collected_and_judged_again_all_is_as_the_chain_says(told: "Told", settled: "Workshop") -> None:
    found = told.check(of_forge(settled.look("auditor")))
    assert found.findings == ()
    print(found)
    assert found.not_checked == ()
