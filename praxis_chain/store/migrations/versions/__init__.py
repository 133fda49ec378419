"""In their order; each begins with its number."""
