"""Pictures: the same data gives the same drawing, and what is not known looks different."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from cairn.web import samples
from cairn.web.charts.bars import Segment, agree_bar, share_bar, widths
from cairn.web.charts.opinion_map import MapGroup, OpinionMap, glyph, opinion_map
from cairn.web.charts.path_map import Station, balanced, path_list, path_map, path_marker
from cairn.web.charts.plane import clearest, ticks
from cairn.web.charts.run_chart import RunChart, RunPoint, run_chart
from cairn.web.charts.sparkline import runs, sparkline
from cairn.web.charts.stones import STEPS, cairn, stones_for
from cairn.web.charts.svg import short, tag
from cairn.web.charts.tags import SHAPES, tag_shape
from cairn.web.charts.trail import trail

SVG = "{http://www.w3.org/2000/svg}"
PICTURES = {
    "path map": lambda rtl: path_map(samples.STATIONS, title="The path", ahead="next year", rtl=rtl),
    "marker": lambda rtl: path_marker(samples.STATIONS, here="data", rtl=rtl),
    "trail": lambda rtl: trail(samples.TRACE, here="agreed", title="The trace", rtl=rtl),
    "run chart": lambda rtl: run_chart(replace(samples.run_of_shift(), rtl=rtl)),
    "narrow run chart": lambda rtl: run_chart(replace(samples.run_of_shift(), rtl=rtl, is_narrow=True)),
    "short run chart": lambda rtl: run_chart(replace(samples.run_too_short(), rtl=rtl)),
    "opinion map": lambda rtl: opinion_map(replace(samples.opinions(412), rtl=rtl)),
    "crowded map": lambda rtl: opinion_map(replace(samples.opinions(5000), rtl=rtl, is_narrow=True)),
    "share bar": lambda rtl: share_bar(samples.CONSENT, title="Consent", rtl=rtl),
    "agree bar": lambda rtl: agree_bar(samples.STATEMENTS[0]["votes"], title="Votes", rtl=rtl),
    "sparkline": lambda rtl: sparkline([1, None, 3, 2], title="Course", rtl=rtl),
}


def classes(drawing):
    """Count the elements of a drawing by their class."""
    found = [one.get("class") for one in ET.fromstring(drawing).iter() if one.get("class")]
    return {name: found.count(name) for name in set(found)}


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_whole_and_the_same_each_time(name, rtl):
    first = PICTURES[name](rtl)
    assert ET.fromstring(first).tag == "svg"
    assert PICTURES[name](rtl) == first


@pytest.mark.parametrize("name", PICTURES)
def test_picture_holds_no_style_and_no_colour(name):
    drawing = PICTURES[name](False)
    assert re.findall(r"style=|#[0-9a-f]{3,6}\b|NaN|inf", drawing) == []


@pytest.mark.parametrize("name", [name for name in PICTURES if name != "marker"])
def test_picture_has_a_name_for_those_who_hear_it(name):
    assert ET.fromstring(PICTURES[name](False)).get("aria-label")


def test_stones_follow_the_written_rule():
    assert [stones_for(count) for count in (0, *STEPS, 5000)] == [0, 1, 2, 3, 4, 5, 6, 7, 7]


def test_cairn_draws_each_stone_and_those_that_wait_on_top():
    found = re.findall(r'class="(stone-\w+)"', cairn(0, 0, laid=3, waiting=1, seed="x"))
    assert len(found) == 5
    assert (found[0], found[-1]) == ("stone-shade", "stone-waiting")


def test_cairn_without_stones_shows_the_ring():
    assert re.findall(r'class="(stone-\w+)"', cairn(0, 0, laid=0)) == ["stone-none"]


def test_map_links_the_stations_that_have_an_address():
    drawing = path_map([Station("a", "A", url="/a/"), Station("b", "B")], title="Path")
    assert re.findall(r'href="([^"]*)"', drawing) == ["/a/"]


def test_map_of_one_station_is_refused():
    with pytest.raises(ValueError, match="at least two stations"):
        path_map([Station("a", "A")], title="Path")


def test_words_from_people_are_escaped():
    drawing = path_map([Station("a", "<b>&"), Station("b", "B")], title='"<')
    assert "&lt;b&gt;&amp;" in drawing
    assert ET.fromstring(drawing).get("aria-label") == '"<'


def test_map_down_the_page_has_the_same_stones():
    assert [(one.laid, one.waiting) for one in path_list(samples.STATIONS)] == [
        (7, 0),
        (4, 0),
        (4, 0),
        (3, 1),
        (4, 2),
        (5, 0),
    ]


def test_marker_shows_one_place_only():
    assert PICTURES["marker"](False).count('class="here"') == 1


def test_trail_marks_what_is_not_known_by_a_ring():
    assert classes(PICTURES["trail"](False))["stone-none"] == 1


def test_words_are_broken_evenly():
    assert balanced("five kinds, 9 groups served by none", 24) == ["five kinds, 9 groups", "served by none"]
    assert balanced("", 20) == []


def test_missing_suppressed_and_zero_look_different():
    points = [
        RunPoint("a", 4),
        RunPoint("b", None),
        RunPoint("c", None, is_suppressed=True),
        RunPoint("d", 0),
    ]
    found = classes(run_chart(RunChart(points, title="Four")))
    assert {name: found.get(name) for name in ("missing-ring", "hatch hatch-soft", "dot", "grid-zero")} == {
        "missing-ring": 1,
        "hatch hatch-soft": 1,
        "dot": 2,
        "grid-zero": 1,
    }


def test_values_on_either_side_of_a_break_are_not_joined():
    lines = re.findall(r'<path d="([^"]*)" class="line"/>', run_chart(samples.run_of_shift()))
    assert [line.count(" ") for line in lines] == [6, 4, 10, 2]


def test_chart_without_a_single_value_still_draws_its_gaps():
    drawing = run_chart(RunChart([RunPoint("a", None), RunPoint("b", None)], title="None"))
    assert classes(drawing)["missing-ring"] == 2


def test_chart_without_periods_is_refused():
    with pytest.raises(ValueError, match="at least one period"):
        run_chart(RunChart([], title="None"))


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [(0, 0, [0, 0.25, 0.5, 0.75, 1]), (-5, -5, [-5, -4, -3, -2, -1, 0]), (-3, 4, [-4, -2, 0, 2, 4])],
)
def test_ticks_are_round(low, high, steps):
    assert ticks(low, high) == steps


def test_words_go_where_there_is_room():
    assert clearest([(0.0, 5.0), (0.0, 11.0)], [(0.0, 0.0)], half=5.0) == (0.0, 11.0)


def test_order_of_people_does_not_change_the_map():
    chart = samples.opinions(500)
    turned = replace(chart, x=chart.x[::-1], y=chart.y[::-1], group=chart.group[::-1])
    assert opinion_map(turned) == opinion_map(chart)


def test_hundred_thousand_people_make_a_light_picture():
    drawing = opinion_map(samples.opinions(100_000))
    assert len(drawing) < 250_000


@pytest.mark.parametrize(
    ("x", "groups", "words"),
    [([], 1, "there are none"), ([0.0], 7, "7 groups"), ([0.0, 1.0], 1, "disagree")],
)
def test_map_that_cannot_be_drawn_says_why(x, groups, words):
    chart = OpinionMap(
        np.array(x),
        np.zeros(min(len(x), 1)),
        np.zeros(len(x), dtype=int),
        [MapGroup("g")] * groups,
        title="Map",
    )
    with pytest.raises(ValueError, match=words):
        opinion_map(chart)


def test_map_of_one_person_draws():
    chart = OpinionMap(np.array([1.0]), np.array([2.0]), np.array([0]), [MapGroup("g")], title="Map")
    assert classes(opinion_map(chart))["region group-1"] == 1


def test_person_of_no_group_is_drawn_plainly():
    chart = OpinionMap(np.arange(3.0), np.arange(3.0), np.array([0, 0, -1]), [MapGroup("g")], title="Map")
    assert classes(opinion_map(chart))["people group-none"] == 1


def test_every_group_has_a_shape_of_its_own():
    assert len({glyph(g, 0, 0, 5) for g in range(6)}) == 6


def test_parts_fill_the_bar_and_the_smallest_can_be_seen():
    assert widths([998, 0, 1, 1], 100) == [86.0, 0.0, 7.0, 7.0]
    assert widths([0, 0], 100) == [0.0, 0.0]


def test_bar_of_nothing_is_an_empty_frame():
    assert classes(share_bar([Segment("none", 0)], title="Nobody yet"))["part-none"] == 1


@pytest.mark.parametrize(("count", "look", "words"), [(-1, "solid", "below nothing"), (1, "blue", "No look")])
def test_part_that_cannot_be_is_refused(count, look, words):
    with pytest.raises(ValueError, match=words):
        Segment("part", count, look)


def test_sparkline_breaks_where_a_value_is_missing():
    assert runs([1.0, None, 2.0, 3.0]) == [[(0, 1.0)], [(2, 2.0), (3, 3.0)]]
    assert classes(sparkline([None, None], title="None"))["line-none"] == 1


@pytest.mark.parametrize("name", SHAPES)
def test_shape_of_a_tag_is_decoration(name):
    assert ET.fromstring(tag_shape(name)).get("aria-hidden") == "true"


def test_unknown_shape_is_refused():
    with pytest.raises(ValueError, match="choose one of"):
        tag_shape("heart")


def test_coordinates_are_short():
    assert [short(value) for value in (1.0, 1.04, -0.04, -2.26)] == ["1", "1", "0", "-2.3"]
    assert tag("g", a_b=1.0, class_="x", none=None) == '<g a-b="1" class="x"/>'
