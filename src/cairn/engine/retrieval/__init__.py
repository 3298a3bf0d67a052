"""Asking documents: their pages, their passages, an index, and answers that only quote."""
