"""Facts as JSON: what was written is read as it was, and nothing else is."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praxis_chain.core.errors import WrongInput
from praxis_chain.core.fact_json import fact_json, read_fact
from praxis_chain.core.facts import FACTS, Fact, Revocation, fact_hash

KNOWN = "; known are Commit, Progress, Closure, Admission, Link, Revocation."
SHAPES = ": bytes are text of 0x and hex digits, numbers are whole."
REVOCATION = Revocation(b"\x01" * 32, b"\x02" * 32)


def values(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    """Facts of a kind, with any values that fit."""
    parts = [
        st.integers(0, 2 ** int(name[4:]) - 1) if name.startswith("uint") else st.binary(min_size=size, max_size=size)
        for name in kind.SOLIDITY
        for size in (20 if name == "address" else 32,)
    ]
    return st.tuples(*parts).map(lambda given: kind(*given))


@given(st.one_of(*map(values, FACTS)))
def test_what_was_written_is_read(fact: Fact) -> None:
    written = json.loads(json.dumps(fact_json(fact)))
    assert read_fact(written) == fact
    assert written["hash"] == "0x" + fact_hash(fact).hex()
    del written["hash"]
    assert read_fact(written) == fact


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": "Gift"}, f"A fact's kind cannot be 'Gift'{KNOWN}"),
        ({"kind": ["Link"]}, f"A fact's kind cannot be that{KNOWN}"),
        ({"kind": "Link"}, "The Link lacks 'contributor'."),
        ({"more": 1}, "The Revocation has a field that does not belong there: 'more'."),
        ({"fact": "01" * 32}, f"'fact' cannot be '{'01' * 32}'{SHAPES}"),
        ({"fact": "0x0"}, f"'fact' cannot be '0x0'{SHAPES}"),
        ({"fact": 1.5}, f"'fact' cannot be 1.5{SHAPES}"),
        ({"fact": True}, f"'fact' cannot be True{SHAPES}"),
        ({"fact": 10**99}, f"'fact' cannot be that{SHAPES}"),
        ({"fact": 7}, "fact must be 32 bytes, not 7."),
        ({"fact": "0x01"}, "fact must be 32 bytes, not b'\\x01'."),
    ],
)  # fmt: skip
def test_what_is_no_fact_is_refused_in_a_sentence(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WrongInput) as refused:
        read_fact(fact_json(REVOCATION) | changed)
    assert str(refused.value) == sentence


def test_a_hash_that_does_not_fit_is_told() -> None:
    with pytest.raises(WrongInput, match=r"The Revocation says its hash is '0x00', and it is 0x[0-9a-f]{64}: it was"):
        read_fact(fact_json(REVOCATION) | {"hash": "0x00"})


@pytest.mark.parametrize("given", [None, 1, "fact", [], [{}]])
def test_only_an_object_is_a_fact(given: object) -> None:
    with pytest.raises(WrongInput, match=r"^A fact is a JSON object with its kind and all its fields\.$"):
        read_fact(given)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.sampled_from(FACTS), st.data())
def test_whatever_stands_in_a_field_there_is_a_fact_or_one_sentence(kind: type[Fact], data: st.DataObject) -> None:
    written = fact_json(data.draw(values(kind)))
    written[data.draw(st.sampled_from(sorted(written)))] = data.draw(json_values)
    try:
        fact = read_fact(written)
    except WrongInput as error:
        assert len(str(error)) < 600  # noqa: PT017
        str(error).encode()
    else:
        assert read_fact(fact_json(fact)) == fact
