"""The shapes that stand beside a word, so that no meaning hangs on colour alone."""

from django.utils.safestring import SafeString

from cairn.web.charts.svg import tag

SHAPES = {
    "dot": '<circle cx="8" cy="8" r="6.5" fill="currentColor"/>',
    "ring": '<circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="2.5"/>',
    "half": '<circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="2.5"/>'
    '<path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor"/>',
    "square": '<rect x="2" y="2" width="12" height="12" rx="1.5" fill="currentColor"/>',
    "frame": '<rect x="3" y="3" width="10" height="10" rx="1.5" fill="none"'
    ' stroke="currentColor" stroke-width="2.5"/>',
    "diamond": '<path d="M8 .8 15.2 8 8 15.2.8 8z" fill="currentColor"/>',
    "triangle": '<path d="M8 1.5 15.2 14.3H.8z" fill="currentColor"/>',
    "down": '<path d="M8 14.5.8 1.7h14.4z" fill="currentColor"/>',
    "tick": '<path d="M2 8.5 6.3 13 14 3.5" fill="none" stroke="currentColor" stroke-width="2.8"/>',
    "cross": '<path d="M3 3 13 13M13 3 3 13" fill="none" stroke="currentColor" stroke-width="2.8"/>',
    "dash": '<path d="M2 8H14" fill="none" stroke="currentColor" stroke-width="2.8"/>',
    "plus": '<path d="M8 1.5V14.5M1.5 8H14.5" fill="none" stroke="currentColor" stroke-width="3"/>',
}


def tag_shape(name: str, *, tone: str = "") -> SafeString:
    """Draw one shape at the size of the text; the word beside it carries the meaning."""
    if name not in SHAPES:
        raise ValueError(f"No shape is called “{name}”; choose one of {', '.join(SHAPES)}.")
    class_ = f"shape tag--{tone}" if tone else "shape"
    size = {"viewBox": "0 0 16 16", "width": 16, "height": 16}
    return tag("svg", SHAPES[name], class_=class_, **size, aria_hidden="true", focusable="false")
