"""The shared look: base templates, components, charts and design tokens. No domain words live here."""
