"""GitHub and GitHub Enterprise as a forge: REST, GraphQL and a mirror of one's own, read until they agree."""
