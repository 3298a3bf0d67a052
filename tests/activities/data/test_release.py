"""What may leave: nothing small, and nothing that gives it away by place, group or an earlier release."""

import csv
import random
from datetime import date
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from cairn.activities.data import actions, queries
from cairn.activities.data.models import Observation
from cairn.activities.data.queries.release import Row, Rules, held_of_file, leaving_of
from cairn.engine.measure.mapping import Mapping
from cairn.network.models import Place
from tests.activities.data.attack import secrets_found
from tests.activities.data.factories import COUNT, FIELDS, MAPPING, file_of, make_measure, send
from tests.factories import AT

MARCH = date(2026, 3, 1)
RULES = Rules({1: "count", 2: "share", 3: "mean"}, 5, ("girls", "boys", "rural"), {"2": "1", "3": "1"})
COUNTED = Mapping(period="Month", place="Site", group="Group", numerator="Seen")


def rows(numbers, kind=1, place=1, **about):
    """Make the values of one place: the group with its numerator and denominator."""
    return [
        Row(10 * place + number, place, MARCH, group, top, bottom, kind, 1, None, False, None)._replace(
            **about
        )
        for number, (group, (top, bottom)) in enumerate(numbers.items())
    ]


def held(numbers, kind=1, rules=RULES):
    """Return the groups that would be held back of one place."""
    here = rows(numbers, kind)
    return {row.group for row in here if row.pk not in leaving_of(here, rules)}


@pytest.mark.parametrize(
    ("kind", "numbers", "held_back"),
    [
        (1, {"": (4, None)}, {""}),
        (1, {"": (0, None)}, set()),
        (1, {"": (5, None)}, set()),
        (2, {"": (38, 40)}, {""}),  # two are left out
        (2, {"": (40, 40)}, set()),
        (2, {"": (0.5, 40)}, {""}),  # less than one is not nobody
        (2, {"": (40, None)}, {""}),  # a share alone does not say of how many
        (3, {"": (3000, 3)}, {""}),
        (3, {"": (3, 3000)}, set()),
        # one small group is found by subtracting the other from everybody
        (1, {"": (43, None), "girls": (3, None), "boys": (40, None)}, {"girls", "boys"}),
        (1, {"": (60, None), "girls": (20, None), "boys": (40, None)}, set()),
        # one person is in no group: whoever subtracts finds them, so a group is held too
        (1, {"": (61, None), "girls": (20, None), "boys": (40, None)}, {"girls"}),
        # groups overlap: each is compared with everybody, and those that make up everybody are a sum
        (1, {"": (50, None), "girls": (48, None), "rural": (30, None)}, {"girls"}),
        (1, {"": (50, None), "girls": (40, None), "rural": (30, None)}, set()),
        (1, {"": (50, None), "girls": (3, None), "boys": (47, None), "rural": (30, None)}, {"girls", "boys"}),
        # without everybody nobody can subtract
        (1, {"girls": (3, None), "boys": (40, None)}, {"girls"}),
    ],
)
def test_small_numbers_and_what_gives_them_away_are_held(kind, numbers, held_back):
    assert held(numbers, kind) == held_back


def test_nothing_is_held_without_a_threshold():
    assert held({"": (1, None)}, rules=RULES._replace(threshold=0)) == set()


def test_a_small_site_takes_another_with_it_where_their_county_is_shown():
    here = [
        *rows({"": (63, None)}), *rows({"": (3, None)}, place=2), *rows({"": (60, None)}, place=3),
        *rows({"": (60, None)}, place=4),
    ]  # fmt: skip
    assert leaving_of(here, RULES) == {10, 40}  # the fourth lies elsewhere


def test_places_that_lie_in_themselves_end_somewhere():
    around = RULES._replace(parents={"2": "3", "3": "2"})
    assert leaving_of([*rows({"": (9, None)}, place=2), *rows({"": (3, None)}, place=3)], around) == {20}


def test_a_correction_by_few_people_is_held_and_the_same_value_again_is_not():
    old = rows({"": (60, None)}, replaced_by=2, is_shown=True, shown_at=AT)[0]
    for top, leaves in ((60, True), (62, False), (70, True)):
        new = old._replace(
            pk=11, numerator=top, submission=2, replaced_by=None, is_shown=False, shown_at=None
        )
        assert (leaving_of([old, new], RULES) == {11}) == leaves, top


def nested_places(cast):
    """Lay the cast's place, and three more, in a county of a basin."""
    basin = Place.objects.create(collective=cast.collective, kind="region", name="Basin")
    county = Place.objects.create(collective=cast.collective, kind="county", name="County", within=basin)
    Place.objects.filter(pk=cast.place.pk).update(within=county)
    for name in ("Elm", "Oak", "Ash"):
        Place.objects.create(collective=cast.collective, kind="site", name=name, within=county)
    return basin, county


def shown(measure):
    """Return what is shown: place and group with its number."""
    found = queries.values([measure])
    names = dict(Place.objects.values_list("pk", "name"))
    return {(names[one.place], one.group): int(one.numerator) for one in found if one.numerator is not None}


def test_a_site_sent_later_is_not_found_by_subtracting_from_what_was_shown_before(cast):
    nested_places(cast)
    measure = make_measure(cast, **COUNT)
    first = [["2026-03", "County", "", 70], ["2026-03", "Elm", "", 30]]
    send(cast, measure, *first, mapping=COUNTED)
    assert shown(measure) == {("County", ""): 70, ("Elm", ""): 30}
    send(cast, measure, ["2026-03", "Oak", "", 37], ["2026-03", "Ash", "", 3], mapping=COUNTED)
    assert shown(measure) == {("County", ""): 70, ("Elm", ""): 30}  # Oak keeps Ash company
    kept = Observation.objects.get(place__name="Elm")
    assert (kept.is_shown, kept.shown_at) == (True, AT)


def test_what_was_held_back_stays_so_when_only_the_others_are_corrected(cast):
    nested_places(cast)
    measure = make_measure(cast, **COUNT)
    send(cast, measure, ["2026-03", "County", "", 63], ["2026-03", "Elm", "", 3], ["2026-03", "Oak", "", 60],
         mapping=COUNTED)  # fmt: skip
    assert shown(measure) == {("County", ""): 63}
    send(cast, measure, ["2026-03", "Elm", "", 23], ["2026-03", "County", "", 83], mapping=COUNTED)
    assert ("Oak", "") not in shown(measure)  # 63 less 60 would tell what Elm had sent before


def test_a_stricter_definition_holds_back_what_was_shown_and_keeps_that_it_was(cast):
    measure = make_measure(cast, **COUNT)
    send(cast, measure, ["2026-03", "Confluence", "", 8], mapping=COUNTED)
    actions.define_again(measure=measure, fields=COUNT | {"threshold": 11}, by=cast["steward"], at=AT)
    assert shown(measure) == {}
    row = Observation.objects.get()
    assert (row.is_shown, row.shown_at) == (False, AT)
    looser = COUNT | {"threshold": 3, "changed": "smaller numbers"}
    actions.define_again(measure=measure, fields=looser, by=cast["steward"], at=AT)
    actions.release(measure=measure, at=AT)
    assert shown(measure) == {}


def test_a_file_is_weighed_with_what_stands_before_it_is_stored(cast):
    nested_places(cast)
    measure = make_measure(cast, **COUNT)
    send(cast, measure, ["2026-03", "County", "", 70], ["2026-03", "Oak", "", 60], mapping=COUNTED)
    rows_ = [["2026-03", "Oak", "", 60], ["2026-03", "Elm", "", 3], ["2026-03", "Newtown", "", 4]]
    file = file_of(*rows_, ["2026-03", "Ash", "", "missing"])
    found, _problems = actions.read_submission(
        measure=measure, file=file, mapping=COUNTED, new_places=("Newtown",)
    )
    assert held_of_file(measure, found) == 2
    assert held_of_file(measure, ()) == 0


def test_only_a_value_that_left_is_shown(cast):
    measure = make_measure(cast, **COUNT)
    send(cast, measure, ["2026-03", "Confluence", "", 8], mapping=COUNTED)
    row = Observation.objects.get()
    row.shown_at = None
    with pytest.raises(ValidationError):
        row.validate_constraints()


def test_the_migration_protects_what_stands_already(cast):
    nested_places(cast)
    measure = make_measure(cast, **COUNT)
    send(cast, measure, ["2026-03", "County", "", 63], ["2026-03", "Elm", "", 3], ["2026-03", "Oak", "", 60],
         mapping=COUNTED)  # fmt: skip
    make_measure(cast, "nobody-sent", **COUNT)
    Observation.objects.update(is_shown=False, shown_at=None)
    import_module("cairn.activities.data.migrations.0003_release_what_stands").release(apps, None)
    assert shown(measure) == {("County", ""): 63}
    assert set(Observation.objects.values_list("is_shown", "shown_at")) == {(True, AT), (False, None)}


SITES = ("Confluence", "Elm", "Oak", "Ash")


def table(chance, kind, extra):
    """Draw what places send: few people at most sites, groups, and people at no site and in no group."""

    def people():
        return {group: chance.choice((0, 1, 2, 3, 6, 9, 30, 45)) for group in ("girls", "boys", "")}

    def wider(parts):
        return {
            group: sum(part[group] for part in parts) + chance.choice((0, 0, 1, 3, 9)) for group in parts[0]
        }

    seen, unseen = ({site: people() for site in SITES if site != extra} for _both in range(2))
    for one in (seen, unseen):
        one["County"] = wider(list(one.values()))
        one["Basin"] = wider([one["County"]])
    found = {}
    for place, groups in seen.items():
        tops, lefts = dict(groups), dict(unseen[place])
        tops[""], lefts[""] = sum(tops.values()), sum(lefts.values())
        for group, top in tops.items():
            found[place, group] = (top, None if kind == "count" else top + lefts[group])
    return {name: parts for name, parts in found.items() if parts[1] != 0}


def downloaded(client, measure):
    """Return what anybody can download: the numerator and denominator of each value shown."""
    answer = client.get(f"/c/{measure.collective.slug}/data/{measure.slug}.csv")
    lines = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
    return {
        (line["place"], line["group"]): (
            int(line["numerator"]),
            int(line["denominator"]) if line["denominator"] else None,
        )
        for line in lines
        if line["status"] == "present"
    }


@pytest.mark.parametrize("seed", range(14))
def test_a_reader_of_two_releases_recovers_nothing(client, public_cast, seed):
    """Linear programming over everything that an outsider can download, before and after corrections."""
    chance = random.Random(seed)
    kind = ("count", "share")[seed % 2]
    nested_places(public_cast)
    fields = (COUNT if kind == "count" else FIELDS) | {"disaggregation": ["girls", "boys"]}
    measure = make_measure(public_cast, **fields)
    mapping = COUNTED if kind == "count" else MAPPING
    first = table(chance, kind, extra="Ash" if chance.random() < 0.5 else None)
    second = dict(first)
    for name, parts in table(chance, kind, extra=None).items():
        if name not in first or chance.random() < 0.3:
            second[name] = parts
    releases = []
    for sent in (first, {name: parts for name, parts in second.items() if first.get(name) != parts}):
        lines = [["2026-03", place, group, *(part for part in parts if part is not None)]
                 for (place, group), parts in sent.items()]  # fmt: skip
        if lines:
            send(public_cast, measure, *lines, mapping=mapping)
        releases.append(downloaded(client, measure))
    assert any(releases), "nothing was shown at all"
    assert secrets_found((first, second), releases) == []


def test_the_reader_recovers_what_is_only_small_in_itself():
    """The attack is worth something: holding back small counts alone gives most of them away."""
    states = [(table(random.Random(seed), "count", None),) * 2 for seed in range(14)]
    naive = [
        [{name: parts for name, parts in one.items() if not 0 < parts[0] < 5} for one in two]
        for two in states
    ]
    beaten = [bool(secrets_found(two, seen)) for two, seen in zip(states, naive, strict=True)]
    assert sum(beaten) > 10


def test_a_site_that_shares_people_with_others_does_not_undo_what_protected_them(cast):
    """Once sites are more than their county nobody can add them up; whoever kept the first table can."""
    nested_places(cast)
    measure = make_measure(cast, **COUNT)
    first = {"County": 70, "Confluence": 3, "Oak": 30, "Ash": 37}
    send(cast, measure, *(["2026-03", place, "", count] for place, count in first.items()), mapping=COUNTED)
    assert shown(measure) == {("County", ""): 70, ("Ash", ""): 37}
    send(cast, measure, ["2026-03", "Elm", "", 10], mapping=COUNTED)
    assert shown(measure) == {("County", ""): 70, ("Ash", ""): 37, ("Elm", ""): 10}
