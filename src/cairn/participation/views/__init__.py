"""Pages of how the pathway is made."""
