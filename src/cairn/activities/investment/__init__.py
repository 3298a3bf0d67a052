"""Investment: pooled funds, and how they are allotted."""
