"""What people state about work, and the policy it is read under: the same words on every forge."""
