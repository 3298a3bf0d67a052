"""What a collective holds in common: components, their versions, and editions."""
