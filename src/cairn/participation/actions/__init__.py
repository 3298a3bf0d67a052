"""What people do on the way to a shared text, each act on the record."""
