"""Tags of investment."""
