"""A measure's definition, and reading a member's own spreadsheet by it."""
