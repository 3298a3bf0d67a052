"""What a collective does together: five kinds of activity on one record."""
