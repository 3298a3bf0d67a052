"""Who: collectives, constituents, mandates, people, roles and places."""
