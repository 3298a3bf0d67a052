"""Learning: sessions, and what was taken from them."""
