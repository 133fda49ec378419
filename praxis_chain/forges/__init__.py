"""Forges: where work happens. Each collects evidence and judges nothing."""
