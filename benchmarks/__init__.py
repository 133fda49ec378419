"""What using the contracts costs, measured and compared with what it could cost at the least."""
