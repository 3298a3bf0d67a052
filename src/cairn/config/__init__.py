"""Settings, addresses and the command: where the packages are put together."""
