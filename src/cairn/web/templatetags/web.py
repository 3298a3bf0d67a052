"""Filters and tags that every template has: numbers, days, and the components."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, get_language_info
from django.utils.translation import gettext as _

from cairn.web.charts import path_map as path_pictures
from cairn.web.charts.bars import Segment, agree_bar, share_bar, swatch
from cairn.web.charts.opinion_map import MOST_DOTS, OpinionMap, opinion_map
from cairn.web.charts.path_map import Station, path_list, path_marker
from cairn.web.charts.run_chart import RunChart, run_chart
from cairn.web.charts.sparkline import sparkline
from cairn.web.charts.stones import cairn, small_stone
from cairn.web.charts.svg import tag
from cairn.web.charts.tags import tag_shape
from cairn.web.charts.trail import trail
from cairn.web.charts.way import bend, drawn

register = template.Library()


@register.filter
def number(value: float | None, places: int | None = None) -> str:
    """Write a number as the reader's language writes it; a missing one is a dash, never zero."""
    if value is None:
        return "–"
    if places is None:
        places = 0 if float(value).is_integer() else 1
    return formats.number_format(value, decimal_pos=int(places), use_l10n=True, force_grouping=True).replace(
        "-", "−"
    )


@register.filter
def percent(value: float | None, places: int = 0) -> str:
    """Write a share between 0 and 1 as a percentage; a missing one is a dash."""
    return "–" if value is None else _("%(number)s %%") % {"number": number(value * 100, places)}


@register.filter
def day(value: date | datetime | None) -> SafeString | str:
    """Write a day in full, marked up as a time; a missing one is a dash."""
    return _time(value, "DATE_FORMAT")


@register.filter
def short_day(value: date | datetime | None) -> SafeString | str:
    """Write a day in short, for tables and lists; a missing one is a dash."""
    return _time(value, "j M Y")


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """Write a day and a time of day; a missing one is a dash."""
    return _time(value, "DATETIME_FORMAT")


def _time(value: date | datetime | None, style: str) -> SafeString | str:
    if value is None:
        return "–"
    local = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), formats.date_format(local, style))


@register.filter
def lang_dir(code: str | None) -> str:
    """Give the direction in which a language is written: ltr or rtl."""
    try:
        return "rtl" if get_language_info(code or "en")["bidi"] else "ltr"
    except KeyError:
        return "rtl" if (code or "").split("-")[0] in {"ps", "sd", "yi", "dv", "ckb"} else "ltr"


@register.filter
def is_single_choice(field: BoundField) -> bool:
    """Tell whether a field is one box to tick, whose label stands after it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def error_anchor(field: BoundField) -> str:
    """Give the id of the first box of a field, where a link from the error summary leads."""
    if field.use_fieldset and field.auto_id:
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.simple_tag
def stone(seed: object = "", tone: str = "stone-a") -> SafeString:
    """Draw one small stone; the same seed gives the same stone."""
    return small_stone(str(seed), tone=tone)


@register.simple_tag(name="tag")
def tag_(words: object, *, tone: str = "soft", shape: str = "dot") -> SafeString:
    """Show a state as a shape and a word: tone is moss, ochre, refusal or soft; shapes: charts/tags.py."""
    return format_html('<span class="tag tag--{}">{}<span>{}</span></span>', tone, tag_shape(shape), words)


@register.simple_tag
def shape(name: str, tone: str = "") -> SafeString:
    """Draw the shape of a tag alone, before a heading; tones as for `tag`."""
    return tag_shape(name, tone=tone)


@register.simple_block_tag
def notice(content: str, *, tone: str = "info", title: str = "") -> SafeString:
    """Set a passage apart: tone is info, success, warning or error."""
    return _block("web/notice.html", content, tone=tone, title=title)


@register.simple_block_tag
def quote(content: str, *, who: str = "", lang: str = "") -> SafeString:
    """Set somebody's own words in the serif, with who said them."""
    return _block("web/quote.html", content, who=who, lang=lang)


@register.simple_block_tag
def reservation(content: str, *, who: str, withheld: bool = False, lang: str = "") -> SafeString:
    """Set a reservation beside the text it is about; `withheld` marks a refusal."""
    return _block("web/reservation.html", content, who=who, withheld=withheld, lang=lang)


@register.simple_block_tag
def details(content: str, *, summary: str, is_open: bool = False) -> SafeString:
    """Fold away what few need, under a line that says what it is."""
    return _block("web/details.html", content, summary=summary, is_open=is_open)


def _block(name: str, content: str, **about: Any) -> SafeString:
    return render_to_string(name, {"content": content, **about})


@register.simple_tag(takes_context=True)
def page_link(context: dict[str, Any], page_number: int, *, name: str = "page") -> str:
    """Give this page's address with another page number, keeping its search and filters."""
    query = context["request"].GET.copy()
    query[name] = str(page_number)
    return f"?{query.urlencode()}"


@register.filter
def beside(row: list[Any], columns: list[Any]) -> list[tuple[Any, Any]]:
    """Pair the columns of a table with the values of one row; both must be of one length."""
    return list(zip(columns, row, strict=True))


@register.filter
def written(value: object) -> object:
    """Write any plain value for people: numbers and days in their language, a missing value as a dash."""
    if value is None:
        return "–"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    return short_day(value) if isinstance(value, date) else value


@register.simple_tag
def empty_cairn() -> SafeString:
    """Draw the ring where a first stone would lie, on a piece of the way."""
    stretch = drawn((bend((0.0, 46.0), (48.0, 34.0)), bend((48.0, 34.0), (96.0, 22.0))), broad=15, narrow=9)
    ring = cairn(48, 40, laid=0, scale=1.1)
    return tag(
        "svg", stretch, ring, viewBox="0 0 96 60", width=96, height=60, aria_hidden="true", focusable="false"
    )


@register.inclusion_tag("web/path_map.html")
def path_map(stations: list[Station], title: str, ahead: str = "") -> dict[str, object]:
    """Show the loop as a map, wide or down the page; `ahead` is what comes next on the way."""
    return {
        "picture": path_pictures.path_map(stations, title=title, ahead=ahead, rtl=get_language_bidi()),
        "listed": path_list(stations),
        "title": title,
        "ahead": ahead,
        "waiting_words": _("something waits for you"),
    }


@register.inclusion_tag("web/where.html")
def where(stations: list[Station], here: str) -> dict[str, object]:
    """Show where on the path a page stands: one stone a station, a small cairn at `here` (its key)."""
    labels = {one.key: one.label for one in stations}
    return {
        "picture": path_marker(stations, here=here, rtl=get_language_bidi()),
        "label": labels[here],
        "position": list(labels).index(here) + 1,
        "stations": len(stations),
    }


@register.inclusion_tag("web/shares.html")
def shares(segments: list[Segment], title: str, rule: str = "") -> dict[str, object]:
    """Show a whole in its parts: the bar, each part in words, and the rule that judges it."""
    return {
        "bar": share_bar(segments, title=title, rtl=get_language_bidi()),
        "parts": [(one, swatch(one.look)) for one in segments],
        "rule": rule,
    }


@register.simple_tag
def votes_bar(segments: list[Segment], title: str) -> SafeString:
    """Draw the small bar of one row of a table."""
    return agree_bar(segments, title=title, rtl=get_language_bidi())


@register.simple_tag
def spark(values: list[float | None], title: str) -> SafeString:
    """Draw the small line of one row of a table."""
    return sparkline(values, title=title, rtl=get_language_bidi())


@register.inclusion_tag("web/chart.html")
def show_run_chart(chart: RunChart, note: str = "", table_url: str = "") -> dict[str, object]:
    """Show a run chart under its finding, wide and narrow; `table_url` leads to its table."""
    given = replace(
        chart,
        rtl=get_language_bidi(),
        write=chart.write or number,
        missing_words=chart.missing_words or _("no report"),
        suppressed_words=chart.suppressed_words or _("held back"),
    )
    return _figure(run_chart, given, note, table_url)


@register.inclusion_tag("web/chart.html")
def show_opinion_map(chart: OpinionMap, note: str = "", table_url: str = "") -> dict[str, object]:
    """Show an opinion map under its finding, wide and narrow, with how to read it."""
    given = replace(chart, rtl=get_language_bidi())
    how = _("Each mark is a person. People who voted alike stand near each other.")
    if len(chart.x) > MOST_DOTS:
        how = _(
            "People who voted alike stand near each other. The bigger a dot, the more people stand there."
        )
    return _figure(opinion_map, given, f"{how} {note}".strip(), table_url)


def _figure(draw: Callable[[Any], SafeString], chart: Any, note: str, table_url: str) -> dict[str, object]:
    return {
        "title": chart.title,
        "note": note,
        "wide": draw(chart),
        "narrow": draw(replace(chart, is_narrow=True)),
        "table_url": table_url,
    }


@register.inclusion_tag("web/trail.html")
def show_trail(
    stations: list[Station], steps: list[dict[str, object]], title: str, here: str = ""
) -> dict[str, object]:
    """Show a trace as a picture, and down the page where it is narrow; `steps` as for web/path_line.html."""
    return {"picture": trail(stations, here=here, title=title, rtl=get_language_bidi()), "steps": steps}


@register.simple_tag
def trail_picture(stations: list[Station], title: str, here: str = "") -> SafeString:
    """Draw a trace as a picture alone, for a page that lists its stages below."""
    return trail(stations, here=here, title=title, rtl=get_language_bidi())
