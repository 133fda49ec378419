"""The told histories as tables."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from praxis_chain.audit.reports import Source, Table


@pytest.fixture(scope="session")
def story() -> "dict[str, Table]":
    """Tables of the story that is told by hand."""
    from praxis_chain.audit.reports import tables
    from tests.audit.reports.told import source_of
    from tests.audit.story import tell

    return tables(source_of(tell()))


@pytest.fixture(scope="session")
def months_source() -> "Source":
    """The larger history, with its facts and half of its names."""
    from tests.audit.months import tell_months
    from tests.audit.reports.told import source_of

    events, facts, names = tell_months()
    return source_of(events, facts, names[::2])


@pytest.fixture(scope="session")
def months(months_source: "Source") -> "dict[str, Table]":
    """Its tables."""
    from praxis_chain.audit.reports import tables

    return tables(months_source)
