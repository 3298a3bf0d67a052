"""Influence: institutions, and what a collective asks of them."""
