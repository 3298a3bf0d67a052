"""A convening as a calendar file."""

from datetime import UTC, date, datetime

from cairn.activities.movement.calendar_file import calendar_file, escaped, folded
from tests.activities.movement.factories import make_convening

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def test_calendar_file_is_one_event_of_whole_days(cast):
    convening = make_convening(
        cast, title="Bread, soup; songs", summary="Come\nall.", ends_on=date(2026, 3, 22), place=cast.place
    )
    text = calendar_file(convening, url="https://x.org/c/rivers/", at=AT)
    assert text.split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Cairn//Convening//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:convening-{convening.pk}@rivers.cairn",
        "DTSTAMP:20260301T090000Z",
        "DTSTART;VALUE=DATE:20260321",
        "DTEND;VALUE=DATE:20260323",
        "SUMMARY:Bread\\, soup\\; songs",
        "DESCRIPTION:Come\\nall.",
        "LOCATION:Confluence",
        "URL:https://x.org/c/rivers/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_text_cannot_begin_a_property_of_its_own():
    assert escaped("Come\r\nATTENDEE:mailto:x@y\x00\\") == "Come\\nATTENDEE:mailto:x@y\\\\"


def test_lines_fold_at_75_octets_and_never_inside_a_letter():
    line = "SUMMARY:" + "río " * 60
    parts = folded(line).split("\r\n")
    assert max(len(part.encode()) for part in parts) <= 75
    assert "".join([parts[0], *(part.removeprefix(" ") for part in parts[1:])]) == line
