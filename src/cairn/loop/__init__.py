"""The whole turn of the loop: a collective's home, each component's page, and the trace."""
