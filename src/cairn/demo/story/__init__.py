"""The invented story of the Three Rivers Compact, as plain data: who, what they said, what they tried."""
