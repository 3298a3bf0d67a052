"""An invented collective with two years of history, made by a seeded simulator."""
