"""What a practice changed: effects from panels over time, with their uncertainty, and honest silence."""
