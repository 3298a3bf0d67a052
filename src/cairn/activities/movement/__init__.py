"""Movement: convenings and what carries a shared story."""
