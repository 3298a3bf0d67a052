"""How a collective makes its pathway: processes, gatherings, conversations, drafts and consent."""
