"""Whether data may be relied on, what they add up to, and what may be said of them."""
