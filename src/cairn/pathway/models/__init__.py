"""Components of four kinds, their versions and links, and published editions."""

from cairn.pathway.models.component import Component, ComponentLink, Text, Version
from cairn.pathway.models.edition import Edition, EditionEntry, Signature

__all__ = ["Component", "ComponentLink", "Edition", "EditionEntry", "Signature", "Text", "Version"]
