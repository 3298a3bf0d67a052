"""Migrations of influence as they would be, had `level` been called `tier` at first."""
