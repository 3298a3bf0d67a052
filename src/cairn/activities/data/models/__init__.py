"""Measures with versioned definitions, submissions that answer them, observations and breaks."""

from cairn.activities.data.models.measure import Break, Definition, Measure
from cairn.activities.data.models.submission import Observation, RememberedMapping, Submission

__all__ = ["Break", "Definition", "Measure", "Observation", "RememberedMapping", "Submission"]
