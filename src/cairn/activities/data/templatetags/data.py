"""How periods and absences are written on the pages of shared data."""

from django import template
from django.utils.html import format_html

from cairn.activities.data.queries.words import SHAPES, STATES, period_in_words
from cairn.web.charts.tags import tag_shape

register = template.Library()
OPEN_UP_TO = 14  # places: a longer board is folded away


@register.filter
def period(starts_on, kind):
    """Name a period by its first day and its kind: month, quarter or year."""
    return "–" if starts_on is None else period_in_words(starts_on, kind)


@register.filter
def lower_first(text):
    """Write a text as the rest of a sentence, unless its second letter is a capital too."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@register.simple_tag
def state_mark(state):
    """Draw what a place has sent for a period: a shape, and the word for those who hear the page."""
    name, tone = SHAPES[state]
    words = STATES[state]
    if not name:
        return format_html('<span class="unseen">{}</span>', words)
    mark = tag_shape(name, tone=tone)
    return format_html('<span title="{}">{}<span class="unseen">{}</span></span>', words, mark, words)


@register.simple_tag
def capture_board(board):
    """Say whether a board is short enough to stand open."""
    return len(board.rows) <= OPEN_UP_TO


@register.filter
def beside_columns(cells, columns):
    """Pair the columns of a table with the cells of one row."""
    return list(zip(columns, cells, strict=True))


@register.simple_tag(takes_context=True)
def until_link(context, day):
    """Give this page's address with other periods, keeping its search and page."""
    query = context["request"].GET.copy()
    query["until"] = day.isoformat()
    return f"?{query.urlencode()}#values"
