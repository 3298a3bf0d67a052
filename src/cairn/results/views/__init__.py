"""Pages of what the data tells us: series, sense-making, commitments, trials and adoptions."""
