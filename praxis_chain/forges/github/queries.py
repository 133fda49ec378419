"""The GraphQL that is asked, against GitHub's published schema: one text per question, no value ever pasted into it
but numbers of issues and pull requests.

Several pull requests or issues of one repository are asked for at once, each under an alias `n<number>`. A connection
holds at most 100 nodes a page; `more` asks for the pages after the first, one pull request or issue at a time.
"""

from collections.abc import Iterable

_WHO = """
fragment Who on Actor {
  __typename
  login
  ... on User { databaseId }
  ... on Bot { databaseId }
  ... on Mannequin { databaseId }
  ... on Organization { databaseId }
  ... on EnterpriseUserAccount { user { databaseId } }
}"""

_COMMENT = "{ fullDatabaseId author { ...Who } createdAt body lastEditedAt }"
_REVIEW = "{ fullDatabaseId author { ...Who } submittedAt state commit { oid } body lastEditedAt }"
_EVENTS = """{
      __typename
      ... on LabeledEvent { id actor { ...Who } createdAt label { name } }
      ... on UnlabeledEvent { id actor { ...Who } createdAt label { name } }
      ... on ClosedEvent { id actor { ...Who } createdAt stateReason }
      ... on ReopenedEvent { id actor { ...Who } createdAt }
      ... on CommentDeletedEvent { id createdAt deletedCommentAuthor { ...Who } }
    }"""
_PULL_EVENTS = f"""{_EVENTS[:-1]}  ... on BaseRefChangedEvent {{
        id actor {{ ...Who }} createdAt previousRefName currentRefName
      }}
      ... on ReviewDismissedEvent {{ id createdAt previousReviewState review {{ fullDatabaseId }} }}
      ... on AutomaticBaseChangeSucceededEvent {{ id actor {{ ...Who }} createdAt oldBase newBase }}
    }}"""
_ISSUE_TYPES = "LABELED_EVENT, UNLABELED_EVENT, CLOSED_EVENT, REOPENED_EVENT, COMMENT_DELETED_EVENT"
_PULL_TYPES = f"{_ISSUE_TYPES}, BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT, REVIEW_DISMISSED_EVENT"


def _page(connection: str, node: str, given: str = "", *, more: str = "") -> str:
    """One connection's page; `more` is the name of the variables for a later one."""
    after = f", after: ${more}" if more else ""
    include = f" @include(if: $more{more.capitalize()})" if more else ""
    nodes = f"{{\n    pageInfo {{ hasNextPage endCursor }}\n    nodes {node}\n  }}"
    return f"{connection}(first: 100{after}{given}){include} {nodes}"


_PULL = f"""
fragment Pull on PullRequest {{
  id number state merged title body lastEditedAt createdAt closedAt mergedAt
  author {{ ...Who }}
  mergedBy {{ ...Who }}
  mergeCommit {{ oid }}
  baseRefName
  baseRepository {{ databaseId }}
  headRefName
  headRefOid
  headRepository {{ databaseId }}
  {_page("comments", _COMMENT)}
  {_page("reviews", _REVIEW)}
  {_page("timelineItems", _PULL_EVENTS, f", itemTypes: [{_PULL_TYPES}]")}
}}"""

_ISSUE = f"""
fragment Issue on Issue {{
  id fullDatabaseId number state title createdAt
  author {{ ...Who }}
  {_page("comments", _COMMENT)}
  {_page("timelineItems", _EVENTS, f", itemTypes: [{_ISSUE_TYPES}]")}
}}"""


def pulls(numbers: Iterable[int]) -> str:
    """Pull requests of the repository with the node id `$repository`."""
    return _many("pullRequest", "Pull", numbers) + _PULL + _WHO


def issues(numbers: Iterable[int]) -> str:
    """Issues of the repository with the node id `$repository`."""
    return _many("issue", "Issue", numbers) + _ISSUE + _WHO


def _many(field: str, fragment: str, numbers: Iterable[int]) -> str:
    asked = "\n    ".join(f"n{int(number)}: {field}(number: {int(number)}) {{ ...{fragment} }}" for number in numbers)
    return f"""
query ($repository: ID!) {{
  node(id: $repository) {{ ... on Repository {{
    databaseId
    {asked}
  }} }}
}}"""


_VARIABLES = "$id: ID!, $comments: String, $moreComments: Boolean!, $timeline: String, $moreTimeline: Boolean!"

MORE_OF_A_PULL = f"""
query ({_VARIABLES}, $reviews: String, $moreReviews: Boolean!) {{
  node(id: $id) {{ ... on PullRequest {{
  {_page("comments", _COMMENT, more="comments")}
  {_page("reviews", _REVIEW, more="reviews")}
  {_page("timelineItems", _PULL_EVENTS, f", itemTypes: [{_PULL_TYPES}]", more="timeline")}
  }} }}
}}{_WHO}"""

MORE_OF_AN_ISSUE = f"""
query ({_VARIABLES}) {{
  node(id: $id) {{ ... on Issue {{
  {_page("comments", _COMMENT, more="comments")}
  {_page("timelineItems", _EVENTS, f", itemTypes: [{_ISSUE_TYPES}]", more="timeline")}
  }} }}
}}{_WHO}"""
