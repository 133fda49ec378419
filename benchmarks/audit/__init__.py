"""How fast an audit is, and what of it takes the time."""
