"""A convening as a calendar file (RFC 5545): a few lines, escaped and folded."""

from datetime import UTC, timedelta

WIDTH = 75  # octets in a line, without its end (RFC 5545, 3.1)


def calendar_file(convening, *, url, at):
    """Write a convening as a calendar file of one event that takes whole days."""
    activity = convening.activity
    last_day = activity.ends_on or convening.held_on
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Cairn//Convening//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:convening-{convening.pk}@{escaped(activity.collective.slug)}.cairn",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{convening.held_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last_day + timedelta(days=1):%Y%m%d}",  # the first day after it
        f"SUMMARY:{escaped(activity.title)}",
        f"DESCRIPTION:{escaped(activity.summary)}",
        f"URL:{url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    if activity.place:
        lines.insert(-3, f"LOCATION:{escaped(activity.place.name)}")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text):
    """Escape a text so that nothing in it can end its line or begin a property of its own.

    >>> escaped("Bread, soup; and songs")
    'Bread\\\\, soup\\\\; and songs'
    """
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    joined = "\\n".join(plain.splitlines())
    return "".join(letter for letter in joined if letter >= " " or letter == "\t")


def folded(line):
    """Fold a line at 75 octets, never inside a letter."""
    parts, room, part = [], WIDTH, ""
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append(part)
            part, room = " ", WIDTH - 1
        part, room = part + letter, room - size
    return "\r\n".join([*parts, part])
