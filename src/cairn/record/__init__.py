"""The record: an append-only, verifiable log of what was given, decided and agreed."""
