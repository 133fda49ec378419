"""The demo: real parts on one machine, from a real merge to paid USDC, accrued PRAX and an audit that holds."""
