"""A branch of a git repository, read through a mirror of one's own: what every forge on git shares."""
