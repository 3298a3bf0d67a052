"""The making of the pathway: the first one, what grew from practice, and the revision that is open."""
