"""What a kept opinion map says, in words and rows that people read."""

from bisect import bisect_left

import numpy as np
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from cairn.engine.opinion.statements import wilson
from cairn.network.models import Constituent
from cairn.participation.models import Statement
from cairn.web.charts.bars import Segment
from cairn.web.charts.opinion_map import MapGroup, MapMark, OpinionMap
from cairn.web.templatetags.web import number

FEWEST_DRAWN = 15  # people below which nobody is drawn, since a dot could be recognised
LISTED = 5  # statements in each of the short lists
GROUPS = {
    2: gettext_noop("Two groups"),
    3: gettext_noop("Three groups"),
    4: gettext_noop("Four groups"),
    5: gettext_noop("Five groups"),
}
SORTS = {
    "contested": gettext_lazy("most contested first"),
    "common": gettext_lazy("what all groups share first"),
    "agree": gettext_lazy("most agreed with first"),
    "disagree": gettext_lazy("most disagreed with first"),
    "pass": gettext_lazy("most passed first"),
    "votes": gettext_lazy("most votes first"),
    "number": gettext_lazy("by number"),
}
KINDS = {
    "": gettext_lazy("All"),
    "common": gettext_lazy("Shared by every group"),
    "contested": gettext_lazy("Contested"),
}


class Reading:
    """A kept map, read: statements go by their place in it, and small counts are missing."""

    def __init__(self, drawn):
        """Take the kept map."""
        self.drawn = drawn
        self.result = drawn.result
        self.groups = self.result["groups"]
        self.statements = self.result["statements"]
        self.common = self.statements["is_common"]
        self.contested = [place for place, _kind in self.result["contested"]]
        self.min_size = self.result["min_size"]
        self.n_people = len(self.result["x"])
        self.n_apart = self.n_people - self.result["n_clustered"]
        self.is_drawn = self.n_people >= FEWEST_DRAWN
        self.left_out = set(self.statements["is_left_out"])

    @cached_property
    def n_shown(self):
        """Return how many statements shape the map."""
        seen = self.statements["seen"]
        return sum(count > 0 and place not in self.left_out for place, count in enumerate(seen))

    @property
    def n_listed(self):
        """Return how many statements the table lists, those without votes included."""
        return len(self.statements["pk"]) - len(self.left_out)

    @property
    def finding(self):
        """Say in one sentence what the map found."""
        figures = {"common": number(len(self.common)), "shown": number(self.n_shown)}
        if not self.groups:
            text = _("No clear groups. Most people lean the same way on %(common)s of %(shown)s statements")
            return text % figures
        many = len(self.groups)
        groups = _(GROUPS[many]) if many in GROUPS else ngettext("%(n)d group", "%(n)d groups", many)
        text = _("%(groups)s. All of them lean the same way on %(common)s of %(shown)s statements")
        return text % {**figures, "groups": groups % {"n": many}}

    @property
    def why_no_groups(self):
        """Say why no groups are shown."""
        if not self.result["tried"]:
            return _(
                "Too few people have voted on enough statements, or they vote too much alike, "
                "for two groups of five."
            )
        return _(
            "We tried two to five groups. No division is wide, and found again when half the statements are "
            "hidden and when people are drawn anew by lot, so we draw none: lines would be ours, not the "
            "people's."
        )

    def counts(self, place, inside=None):
        """Return agree, disagree, pass and votes of a statement, of all or of one group; None where small."""
        table = inside or self.statements
        seen = table["seen"][place]
        if seen < (1 if inside else self.min_size):
            return None
        agree, disagree = table["agree"][place], table["disagree"][place]
        return {"agree": agree, "disagree": disagree, "pass": seen - agree - disagree, "votes": seen}

    def agreement(self, place, inside):
        """Return a group's share of agreement with a statement, or None where it is not shown."""
        found = self.counts(place, inside)
        return found["agree"] / found["votes"] if found else None


def chart(reading, you=None):
    """Return the picture of a map, `you` being the place of the reader among the people, if any."""
    result = reading.result
    return OpinionMap(
        x=np.array(result["x"]),
        y=np.array(result["y"]),
        group=np.array(result["labels"]),
        groups=[
            MapGroup(
                _("Group %(letter)s") % {"letter": one["id"]},
                ngettext("%(shown)s person", "%(shown)s people", one["size"])
                % {"shown": number(one["size"])},
            )
            for one in reading.groups
        ],
        title=ngettext("%(people)s person, by votes", "%(people)s people, by their votes", reading.n_people)
        % {"people": number(reading.n_people)},
        desc=reading.finding,
        you=None if you is None else MapMark(_("you"), result["x"][you], result["y"][you]),
    )


def place_of(reading, person, conversation):
    """Return where a person stands among the people of a map, or None."""
    if not person.is_authenticated:
        return None
    people = reading.result["people"]
    pk = conversation.participants.filter(person=person).values_list("pk", flat=True).first()
    at = bisect_left(people, pk) if pk else len(people)
    return at if at < len(people) and people[at] == pk else None


def votes_parts(counts):
    """Return the parts of a row's bar, and what they say."""
    parts = [
        Segment(_("agree"), counts["agree"]),
        Segment(_("disagree"), counts["disagree"], "refusal"),
        Segment(_("pass"), counts["pass"], "soft"),
    ]
    return {"parts": parts, "said": ", ".join(f"{number(one.count)} {one.label}" for one in parts)}


def row(reading, place):
    """Return what a row of the table shows of a statement, before its words."""
    found = reading.counts(place)
    shown = {"place": place, "pk": reading.statements["pk"][place], "counts": found}
    shown["is_common"] = place in reading.common
    shown["is_contested"] = place in reading.contested
    shown["is_left_out"] = place in reading.left_out
    shown["by_group"] = [
        (group["id"], reading.agreement(place, inside))
        for group, inside in zip(reading.groups, reading.result["by_group"], strict=True)
    ]
    if found:
        shown |= votes_parts(found)
        shown |= {f"{name}_share": found[name] / found["votes"] for name in ("agree", "disagree", "pass")}
    return shown


def order(reading, by):
    """Return the places of the statements that shape the map, in the order asked for."""
    places = [place for place in range(len(reading.statements["pk"])) if place not in reading.left_out]
    if by == "number":
        return places
    if by == "contested":
        first = {place: at for at, place in enumerate(reading.contested)}
        return sorted(places, key=lambda place: (first.get(place, len(first)), place))
    informed = reading.statements["informed"]
    if by == "common":
        common = set(reading.common)
        return sorted(places, key=lambda place: (place not in common, -informed[place], place))
    return sorted(places, key=lambda place: (-_size(reading, place, by), place))


def _size(reading, place, by):
    found = reading.counts(place)
    if found is None:
        return -1.0
    return found["votes"] if by == "votes" else found[by] / found["votes"]


def worded(rows, facilitates=False):
    """Give rows the words of their statements, in one query; words taken away meanwhile stay away."""
    asked = {one["pk"] for one in rows}
    found = Statement.objects.filter(pk__in=asked)
    found = (found if facilitates else found.shown()).in_bulk()
    for one in rows:
        one["statement"] = found.get(one["pk"])
    return rows


def lists(reading):
    """Return the short lists beside the picture: each a list of rows, and for each group what tells it."""
    informed = reading.statements["informed"]
    common = sorted(reading.common, key=lambda place: (-informed[place], place))
    return {
        "common": [row(reading, place) for place in common[:LISTED]],
        "contested": [row(reading, place) for place in reading.contested[:LISTED]],
        "most_agree": [row(reading, place) for place in reading.result["majority_agree"]],
        "most_disagree": [row(reading, place) for place in reading.result["majority_disagree"]],
        "groups": [_told_apart(reading, at) for at in range(len(reading.groups))],
    }


def _told_apart(reading, at):
    """Return a group with the statements that tell it from everyone else."""
    group, tables = reading.groups[at], reading.result["by_group"]
    rows = []
    for place, direction, _is_best in group["representative"]:
        mine = reading.counts(place, tables[at])
        rest = [reading.counts(place, one) for k, one in enumerate(tables) if k != at]
        shown = {"place": place, "pk": reading.statements["pk"][place], "direction": direction}
        if mine:
            shown["here"] = mine[direction] / mine["votes"]
        if mine and rest and all(rest):
            votes = sum(one["votes"] for one in rest)
            shown["elsewhere"] = sum(one[direction] for one in rest) / votes
        rows.append(shown)
    return {**group, "number": at, "rows": rows}


def standing(reading, place, collective):
    """Return how far each group found and each declared constituency agrees with one statement.

    Intervals are 95 % (Wilson). A constituency of fewer than five people shows no figure.
    """
    found = [
        _stands(reading, place, inside) | {"label": _("Group %(letter)s") % {"letter": group["id"]}}
        for group, inside in zip(reading.groups, reading.result["by_group"], strict=True)
    ]
    tables = reading.result["constituencies"]
    pks = [int(one["name"]) for one in tables]
    names = Constituent.objects.filter(collective=collective, pk__in=pks).in_bulk()
    declared = [
        _stands(reading, place, inside) | {"constituent": names[pk]}
        for pk, inside in zip(pks, tables, strict=True)
    ]
    declared.sort(key=lambda one: one["constituent"].name)
    return {"found": found, "declared": declared, "n_hidden": sum(not one["counts"] for one in declared)}


def _stands(reading, place, inside):
    counts = reading.counts(place, inside)
    if not counts:
        return {"counts": None}
    low, high = wilson(np.array(counts["agree"]), np.array(counts["votes"]))
    shown = {"agreement": counts["agree"] / counts["votes"], "low": float(low), "high": float(high)}
    return {"counts": counts, **shown, **votes_parts(counts)}


def as_json(reading, conversation, collective):
    """Return a map as plain values: never who stands where, and no count of fewer than five people."""
    rows = worded([row(reading, place) for place in range(len(reading.statements["pk"]))])
    tables = reading.result["constituencies"]
    pks = [int(one["name"]) for one in tables]
    there = Constituent.objects.filter(collective=collective, pk__in=pks).in_bulk()
    names = [public_name(there[pk], collective) for pk in pks]
    given = {"title": conversation.title, "attribution": conversation.attribution}
    given |= {name: reading.result[name] for name in ("rule", "seed", "min_size", "variance_share", "tried")}
    return given | {
        "finding": reading.finding,
        "votes_sha256": reading.drawn.votes_hash if reading.is_drawn else None,
        "drawn_at": reading.drawn.drawn_at.isoformat(),
        "n_participants": reading.n_people,
        "n_statements": reading.n_shown,
        "n_votes": reading.drawn.n_votes,
        "groups": [{name: one[name] for name in ("id", "size", "stability")} for one in reading.groups],
        "participants": _anonymous(reading),
        "statements": [_plain(reading, one, names) for one in rows if one["statement"]],
        "constituencies": [
            {"name": name, "size": one["size"]} for name, one in zip(names, tables, strict=True)
        ],
    }


def public_name(constituent, collective):
    """Name a constituent; one that is a person is named to members only."""
    is_hidden = constituent.kind == Constituent.Kind.PERSON and collective.membership is None
    return _("a person") if is_hidden else constituent.name


def _anonymous(reading):
    """Return where people stand, in the order of their places, so that nobody's row can be recognised."""
    if not reading.is_drawn:
        return []
    letters = [*(one["id"] for one in reading.groups), None]
    result = reading.result
    points = sorted(zip(result["x"], result["y"], result["labels"], strict=True))
    return [{"x": x, "y": y, "group": letters[label]} for x, y, label in points]


def _plain(reading, shown, names):
    place, counts = shown["place"], shown["counts"] or dict.fromkeys(("agree", "disagree", "pass", "votes"))
    letters = [one["id"] for one in reading.groups]
    return {
        "id": shown["statement"].key,
        "text": shown["statement"].text,
        "agree": counts["agree"],
        "disagree": counts["disagree"],
        "pass": counts["pass"],
        "seen": counts["votes"],
        "is_common_ground": shown["is_common"],
        "is_contested": shown["is_contested"],
        "moderated": shown["statement"].moderation,
        "extremity": reading.statements["extremity"][place],
        "by_group": _inside(reading, place, "group", letters, reading.result["by_group"]),
        "by_constituency": _inside(reading, place, "constituency", names, reading.result["constituencies"]),
        "group_informed_consensus": reading.statements["informed"][place] if shown["counts"] else None,
    }


def _inside(reading, place, kind, names, tables):
    """Return the counts of each group, or of each constituency; those held back have none."""
    nothing = dict.fromkeys(("agree", "disagree", "pass", "votes"))
    return [
        {kind: name, **(reading.counts(place, one) or nothing)}
        for name, one in zip(names, tables, strict=True)
    ]


def as_table(given):
    """Return the statements of a map's plain values as rows of a spreadsheet, the header first."""
    groups = [one["id"] for one in given["groups"]]
    names = ("agree", "disagree", "pass", "seen", "is_common_ground", "is_contested")
    yield [
        "id",
        "statement",
        *names,
        *(f"agree_in_{one}" for one in groups),
        *(f"seen_in_{one}" for one in groups),
    ]
    for one in given["statements"]:
        inside = one["by_group"]
        yield [
            one["id"],
            harmless(one["text"]),
            *(one[name] for name in names),
            *(group["agree"] for group in inside),
            *(group["votes"] for group in inside),
        ]


def harmless(text):
    """Keep a spreadsheet from taking somebody's words for a formula."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


def kept(reading, conversation, *, q, kind, sort):
    """Return the places of the statements that are asked for, in the order asked for."""
    places = order(reading, sort)
    if kind:
        wanted = set(reading.common if kind == "common" else reading.contested)
        places = [place for place in places if place in wanted]
    if q:
        found = set(conversation.statements.filter(text__icontains=q).values_list("pk", flat=True))
        places = [place for place in places if reading.statements["pk"][place] in found]
    return places


def looked_at(reading, asked):
    """Return the row of the statement to look at group by group: as asked, or the most contested."""
    pks = reading.statements["pk"]
    at = bisect_left(pks, int(asked)) if asked.isdecimal() and len(asked) < 19 else len(pks)
    if at < len(pks) and pks[at] == int(asked) and at not in reading.left_out:
        return row(reading, at)
    first = next(iter(order(reading, "contested")), None)
    return None if first is None else row(reading, first)


def rows_in(lists):
    """Return every row of the short lists."""
    groups = [one for group in lists["groups"] for one in group["rows"]]
    return [*groups, *(one for name, rows in lists.items() if name != "groups" for one in rows)]
