"""What the data tells us: sense-making, commitments, trials and adoptions."""
