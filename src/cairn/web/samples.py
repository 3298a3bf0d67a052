"""Invented values for the living style page. Nothing here is about a real person or place."""

import numpy as np
from django import forms
from django.core.paginator import Paginator

from cairn.web.charts.bars import Segment
from cairn.web.charts.opinion_map import MapGroup, MapMark, OpinionMap
from cairn.web.charts.path_map import Station
from cairn.web.charts.run_chart import Mark, RunChart, RunPoint, Span

STATIONS = [
    Station("voices", "Voices", "1,204 said", "41 of 70 reached", 1204, 0, "#voices"),
    Station("pathway", "Pathway", "version 2.1", "58 consent, 6 with reservation", 64, 0, "#pathway"),
    Station(
        "activities",
        "Activities",
        "57 under way",
        "five kinds, 9 groups served by none",
        57,
        0,
        "#activities",
    ),
    Station("data", "Data", "11 of 12 sites", "Quarter 3, due in 4 days", 11, 1, "#data"),
    Station(
        "sense", "What it tells us", "2 shifts, 31 no change", "7 series too short to call", 33, 4, "#sense"
    ),
    Station("trials", "Practices", "9 trials running", "3 stopped with a lesson", 109, 0, "#trials"),
]
TRACE = [
    Station("said", "Said", "one elder", "14 May 2024", 1, 0, "#said"),
    Station("woven", "Woven", "38 contributions", "“pace and language”", 38, 0, "#woven"),
    Station("drafted", "Drafted", "23 objections", "17 taken in, 2 standing", 23, 0, "#drafted"),
    Station("agreed", "Agreed", "64 of 70", "edition 2.1", 64, 0, "#agreed"),
    Station("acted", "Acted on", "11 activities", "", 11, 0, "#acted"),
    Station("seen", "Seen", "31 % → 74 %", "9 of 12 sites", 9, 0, "#seen"),
    Station("next", "Taken up", "not yet", "no site has adopted it", 0),
]
STEPS = [
    {
        "step": "Said",
        "text": "“They decided about the weir on a Tuesday, in Spanish.”",
        "note": "Elder, gathering at the confluence, 14 May 2024",
    },
    {
        "step": "Woven",
        "text": "with 37 other contributions into the theme “pace and language”",
        "url": "#woven",
    },
    {
        "step": "Drafted",
        "text": "Three drafts; 23 objections, 17 taken in, 4 withdrawn, 2 standing",
        "url": "#drafted",
    },
    {"step": "Agreed", "text": "by 64 of 70, edition 2.1", "here": True},
    {
        "step": "Seen",
        "text": "Decisions with a prior gathering: 31 % → 74 %",
        "note": "a shift since June, at 9 of 12 sites",
        "waiting": True,
    },
]
CONSENT = [
    Segment("consent", 58),
    Segment("with reservation", 6, "hatched"),
    Segment("withheld", 2, "refusal"),
    Segment("not yet reached", 4, "open"),
]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def run_of_shift() -> RunChart:
    """Make a chart with a shift, a break, a missing month, a suppressed one and a zero."""
    values = [
        52,
        47,
        55,
        43,
        50,
        41,
        56,
        48,
        39,
        53,
        None,
        46,
        51,
        44,
        38,
        22,
        31,
        27,
        19,
        24,
        28,
        None,
        17,
        0,
    ]
    points = [
        RunPoint(f"{MONTHS[k % 12]} {24 + k // 12}", value, is_suppressed=k == 21)
        for k, value in enumerate(values)
    ]
    return RunChart(
        points,
        title="Since the spring fewer visits are missed: a shift, not noise",
        desc="24 months; the median fell from 47 to 24 after March 2025.",
        centres=[Span(0, 14, "median 47", 47.0), Span(15, 23, "median 24", 24.0)],
        signals=[Span(15, 23, "8 months below the median")],
        notes=[Mark(15, "home visits begin")],
        breaks=[Mark(6, "counted by week from here")],
        target=15.0,
        target_words="pledge 15",
    )


def run_too_short() -> RunChart:
    """Make a chart of a series that is long enough to draw and too short to call."""
    values = [(62, 51, 71), (66, 56, 75), (59, 48, 69), (70, 60, 78), (68, 58, 77)]
    points = [
        RunPoint(f"Q{k % 4 + 1} {24 + k // 4}", v, low=low, high=high)
        for k, (v, low, high) in enumerate(values)
    ]
    return RunChart(
        points, title="Enough to draw, not enough to call", centres=[Span(0, 4, "median 66", 66.0)]
    )


def opinions(people: int) -> OpinionMap:
    """Make three clouds of people, the same each time."""
    chance = np.random.default_rng(7)
    group = chance.choice(3, size=people, p=[0.5, 0.32, 0.18])
    centre = np.array([[-1.6, 0.2], [1.7, 0.9], [0.7, -1.5]])[group]
    spread = np.array([[0.55, 0.75], [0.6, 0.45], [0.45, 0.4]])[group]
    x, y = (centre + chance.normal(size=(people, 2)) * spread).T
    labels = ["Water first", "Work first", "Both, slowly"]
    sizes = np.bincount(group, minlength=3).tolist()
    return OpinionMap(
        x,
        y,
        group,
        [MapGroup(label, f"{size:,} people") for label, size in zip(labels, sizes, strict=True)],
        title="Three groups, and more common ground than it seems",
        desc="Three groups of people who voted alike.",
        you=MapMark("you", -1.2, 0.6) if people < 1000 else None,
    )


STATEMENTS = [
    {
        "words": words,
        "votes": [
            Segment("agree", a),
            Segment("disagree", d, "refusal"),
            Segment("pass", p, "soft"),
            Segment("not seen", u, "open"),
        ],
        "said": f"{a} agree, {d} disagree, {p} pass, {u} have not seen it",
        "share": a / (a + d + p),
        "course": course,
        "state": state,
        "tone": tone,
        "shape": shape,
    }
    for words, a, d, p, u, course, state, tone, shape in [
        (
            "The weir should open for the fish run in April.",
            281,
            62,
            30,
            39,
            [3, 4, 4, 6, 7, 9],
            "common ground",
            "moss",
            "dot",
        ),
        (
            "Rest days at harvest belong in the contract.",
            148,
            167,
            41,
            56,
            [6, 5, None, 5, 4, 5],
            "contested",
            "refusal",
            "diamond",
        ),
        (
            "Meetings should be held in both languages.",
            330,
            8,
            12,
            62,
            [2, 3, 5, 5, 8, 8],
            "common ground",
            "moss",
            "dot",
        ),
        (
            "A levy on landings pays for the nursery.",
            40,
            33,
            91,
            248,
            [None, None, 2, None, 3, 3],
            "too few votes",
            "soft",
            "ring",
        ),
    ]
]


class ConsentForm(forms.Form):
    """A form with one of each kind of field."""

    who = forms.CharField(label="Who speaks", help_text="The name as the constituent writes it.")
    on = forms.DateField(label="Given on", widget=forms.DateInput(attrs={"type": "date"}))
    answer = forms.ChoiceField(
        label="Their answer",
        choices=[
            ("consent", "Consent"),
            ("reservation", "Consent with a reservation"),
            ("withheld", "Withheld"),
        ],
        widget=forms.RadioSelect,
        help_text="Silence is not an answer.",
    )
    text = forms.CharField(label="Their words", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    letter = forms.FileField(
        label="The letter", required=False, help_text="A photograph is enough. At most 50 MB."
    )
    is_public = forms.BooleanField(
        label="They allow everyone to read it", required=False, help_text="Otherwise members only."
    )


class SearchForm(forms.Form):
    """A search with two filters."""

    is_filter = True
    q = forms.CharField(label="Words", required=False)
    role = forms.ChoiceField(
        label="Spoken for", choices=[("", "anyone"), ("elder", "an elder")], required=False
    )


def everything() -> dict[str, object]:
    """Gather the samples under the names that the style page uses."""
    return {
        "nav": [
            {"label": name, "url": "#", "current": name == "Pathway"}
            for name in ("Home", "Pathway", "Together", "Activities", "Data", "What we learn")
        ],
        "stations": STATIONS,
        "trace": TRACE,
        "steps": STEPS,
        "consent": CONSENT,
        "crumbs": [
            {"text": "Pathway 2.1", "url": "#pathway"},
            {"text": "Principle 4 of 9"},
            {"text": "came up from practice, agreed in October 2025"},
        ],
        "waiting": [
            {
                "text": "Answer 14 contributions to “Rest days at harvest”",
                "url": "#a",
                "note": "They were given at the Napo gathering, 9 days ago",
            },
            {
                "text": "Site 7 counts 212, the flows say 220",
                "url": "#b",
                "note": "Discrepancy −8 (3.6 %), within tolerance: a note is asked for",
            },
        ],
        "unknown": [
            {
                "text": "Whether home visits lower absence",
                "url": "#c",
                "note": "Four sites adopted, three months each: too early to tell",
            },
            {
                "text": "What 29 constituents think of principle 4",
                "url": "#d",
                "note": "Not reached: mostly the eastern tributaries, elders, Kichwa speakers",
            },
        ],
        "shift": run_of_shift(),
        "early": run_too_short(),
        "map": opinions(412),
        "crowd": opinions(20_000),
        "statements": STATEMENTS,
        "columns": [
            {"label": "Place"},
            {"label": "Visits", "is_numeric": True},
            {"label": "Of", "is_numeric": True},
            {"label": "Note"},
        ],
        "rows": [
            [{"text": "Upper valley", "url": "#u"}, 1204, 1318, "complete"],
            ["Confluence", 0, 214, "none made"],
            ["Lower delta", {"missing": "fewer than 10"}, 96, "suppressed"],
            ["Eastern tributaries", {"missing": "no report"}, None, "asked again on 3 March"],
        ],
        "facts": [
            {"label": "Reached", "figure": 41, "note": "of 70 in scope"},
            {"label": "Contributions", "figure": 1204, "url": "#voices"},
            {"label": "Children counted twice", "figure": None, "note": "between 310 and 540"},
        ],
        "page_of": Paginator(range(203), 20).page(3),
        "form": ConsentForm(data={"who": "", "on": "yesterday", "text": "We agree."}),
        "search": SearchForm(data={"q": "rest days", "role": "elder"}),
    }
