"""A package, so that no other package of that name is taken for it where a command runs what stands here."""
