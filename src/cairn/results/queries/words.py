"""The verdict of a run chart, in the reader's language."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.engine.signal.verdict import Verdict
from cairn.web.templatetags.web import number


def verdict_in_words(verdict: Verdict):
    """Say what a verdict says, from its code and figures."""
    return words_of(verdict.code, dict(verdict.params))


def words_of(code, params):
    """Say what a verdict says; also for one kept as code and figures."""
    if code in {"shift", "trend", "runs"}:
        return " ".join(part for part in (_pattern(code, params), _meaning(params), _ended(params)) if part)
    return _plain(code, params)


def _plain(code, params):
    count = _points(params.get("n", 0))
    last = params.get("last")
    return {
        "no_points": _("No points of good quality yet: nothing to draw."),
        "too_few_to_draw": _("%(points)s: not enough to draw yet.") % {"points": count},
        "too_few_to_call": _("%(points)s: enough to draw, not enough to call.") % {"points": count},
        "too_old_to_call": _("The last point is from %(day)s: too old to call anything now.")
        % {"day": date_format(date.fromisoformat(last), "F Y") if last else ""},
        "no_signal": _(
            "%(points)s around the median %(centre)s: no signal, the ups and downs are the ordinary ones."
        )
        % {"points": count, "centre": number(params.get("centre"))},
        "mostly_on_line": _(
            "%(on_line)s of %(points)s lie on the median %(centre)s: this chart cannot tell whether anything "
            "changed. Count over longer periods, or chart the time between events."
        )
        % {"on_line": params.get("on_line"), "points": count, "centre": number(params.get("centre"))},
    }[code]


def _points(count):
    return ngettext("%(n)d point", "%(n)d points", count) % {"n": count}


def _pattern(code, params):
    count, centre = _periods(params["n"], params["unit"]), number(params["centre"])
    if code == "runs":
        return _runs(params["side"], centre)
    words = {
        ("shift", "above"): _("%(count)s above the median %(centre)s: a shift, not noise."),
        ("shift", "below"): _("%(count)s below the median %(centre)s: a shift, not noise."),
        ("trend", "rising"): _("%(count)s rising in a row: a trend, not noise."),
        ("trend", "falling"): _("%(count)s falling in a row: a trend, not noise."),
    }
    return words[code, params["side"]] % {"count": count, "centre": centre}


def _runs(side, centre):
    if side == "few":
        return _("The line crosses the median %s too seldom for chance alone: look for a cause.") % centre
    return _("The line crosses the median %s too often for chance alone: look for a cause.") % centre


def _periods(count, unit):
    words = {
        "month": ngettext("%(n)d month", "%(n)d months", count),
        "quarter": ngettext("%(n)d quarter", "%(n)d quarters", count),
        "year": ngettext("%(n)d year", "%(n)d years", count),
    }
    return words.get(unit, ngettext("%(n)d point", "%(n)d points", count)) % {"n": count}


def _meaning(params):
    return {
        "improvement": _("This is the direction hoped for."),
        "concern": _("This is not the direction hoped for."),
    }.get(params["meaning"], "")


def _ended(params):
    if params.get("is_current", True):
        return ""
    return _("It ended in %s; nothing is called since.") % date_format(
        date.fromisoformat(params["to"]), "F Y"
    )
