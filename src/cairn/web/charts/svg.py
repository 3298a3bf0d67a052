"""Write SVG as text: escaped, with short numbers, and never an inline style."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe


def short(value: float) -> str:
    """Write a coordinate with at most one decimal.

    >>> short(3.0), short(2.25), short(-0.01)
    ('3', '2.2', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def tag(name: str, *inside: str, **attributes: object) -> SafeString:
    """Write one element; `class_` becomes class, `_` becomes `-`, None is left out, floats are shortened.

    >>> tag("circle", r=2.0, class_="dot")
    '<circle r="2" class="dot"/>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    body = "".join(inside)
    return mark_safe(f"<{name}{written}>{body}</{name}>" if body else f"<{name}{written}/>")  # noqa: S308


def _value(value: object) -> str:
    return short(value) if isinstance(value, float) else escape(str(value))


def text(words: object, x: float, y: float, *, class_: str = "", anchor: str | None = None) -> SafeString:
    """Write words at a place; `anchor` is start, middle or end."""
    return tag("text", escape(str(words)), x=float(x), y=float(y), class_=class_ or None, text_anchor=anchor)


def picture(
    inside: Iterable[str],
    *,
    size: tuple[float, float],
    title: str,
    desc: str = "",
    class_: str = "chart",
    role: str = "img",
) -> SafeString:
    """Frame a drawing with its name and description for those who hear the page.

    Without a title it is decoration beside text that says the same, and left out of the reading order.
    `role` is "img", or "group" when there are links inside. The direction is fixed: a picture that is read
    from the right is mirrored by whoever draws it.
    """
    width, height = size
    told = [tag("desc", escape(desc))] if desc else []
    said = {"role": role, "aria_label": title} if title else {"aria_hidden": "true"}
    return tag(
        "svg",
        *told,
        *inside,
        class_=class_,
        viewBox=f"0 0 {short(width)} {short(height)}",
        width=float(width),
        height=float(height),
        direction="ltr",
        focusable="false",
        **said,
    )


def smooth(points: list[tuple[float, float]], *, ease: float = 0.5) -> str:
    """Draw a path that passes level through every point, as a way winds over hills."""
    (x0, y0), *rest = points
    parts = [f"M{short(x0)} {short(y0)}"]
    for x, y in rest:
        reach = (x - x0) * ease
        parts.append(f"C{short(x0 + reach)} {short(y0)} {short(x - reach)} {short(y)} {short(x)} {short(y)}")
        x0, y0 = x, y
    return "".join(parts)


def straight(points: Iterable[tuple[float, float]]) -> str:
    """Draw a line from point to point."""
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in points)
