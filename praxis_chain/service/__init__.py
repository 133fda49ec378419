"""What runs for months: watching forges, attesting on request, relaying."""
