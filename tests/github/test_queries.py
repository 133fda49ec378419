"""What is asked fits GitHub's published GraphQL schema."""

from pathlib import Path

import graphql
import pytest

from praxis_chain.forges.github import queries

SCHEMA = Path(__file__).resolve().parents[2] / "node_modules/@octokit/graphql-schema/schema.graphql"
ASKED = {
    "pulls": queries.pulls([7, 8]),
    "issues": queries.issues([7]),
    "more of a pull request": queries.MORE_OF_A_PULL,
    "more of an issue": queries.MORE_OF_AN_ISSUE,
}


@pytest.fixture(scope="module")
def schema() -> graphql.GraphQLSchema:
    if not SCHEMA.exists():
        pytest.skip("GitHub's GraphQL schema is not installed: npm ci")
    return graphql.build_schema(SCHEMA.read_text(encoding="utf-8"), assume_valid=True)


@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_fits_the_schema(schema: graphql.GraphQLSchema, name: str) -> None:
    assert graphql.validate(schema, graphql.parse(ASKED[name])) == []


def test_a_field_that_the_schema_does_not_have_is_noticed(schema: graphql.GraphQLSchema) -> None:
    (error,) = graphql.validate(schema, graphql.parse(ASKED["pulls"].replace("mergeCommit", "mergeSha")))
    assert error.message.startswith("Cannot query field 'mergeSha' on type 'PullRequest'.")
