"""What the home page, a component's page and the trace read, from every package below."""
