"""Checking everything again: events against storage against USDC, and saying what was not checked."""
