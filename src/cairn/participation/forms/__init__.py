"""What people type on the way to a shared text."""
