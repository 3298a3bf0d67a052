"""Whom a process has reached: constituents out of those in scope, by round and by role. Never clicks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce, TruncDate

from cairn.engine.disclosure import release_table
from cairn.network.models import Constituent
from cairn.participation.models import Attendance, Consent, Contribution, Objection, Participant, Process

FEWEST_TOLD = 5  # people of whom visitors, and the record, are told the number
SAID_ON = Coalesce("gathering__held_on", TruncDate("given_at"))  # paper is often entered weeks later


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the constituents in scope were reached, and which were not."""

    reached: int
    in_scope: int
    not_reached: tuple[Constituent, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """One way in which a constituent was reached on a day."""

    constituent: int
    on: date
    way: str  # gathering, contribution, conversation, objection, consent
    count: int
    gathering: int | None = None


def in_scope(collective, *, on=None):
    """Return the constituents whose consent is asked, on a day or (without one) at present."""
    consulted = collective.constituents.filter(is_consulted=True)
    if on is None:
        return consulted.filter(left_on=None)
    return consulted.filter(Q(left_on=None) | Q(left_on__gt=on), joined_on__lte=on)


def scope_of(process):
    """Return the constituents a process is to reach: consulted, and there while it ran."""
    consulted = process.collective.constituents.filter(is_consulted=True).order_by("name")
    return [one for one in consulted if _there(one, process)]


def coverage(collective, *, on=None):
    """Return how many constituents the processes have reached: those open on a day, else all of them."""
    processes = Process.objects.filter(collective=collective)
    if on is not None:
        processes = processes.open_on(on)
    reached = set().union(*reached_by(processes).values())
    return _count(in_scope(collective, on=on).order_by("name"), reached)


def reached_by(processes):
    """Return, for each process, the set of constituents it has reached in any way."""
    found = defaultdict(set)
    for rows, key in _ways(processes):
        for process, constituent in rows.values_list(key, "constituent").distinct():
            found[process].add(constituent)
    return found


def coverage_of(collective, processes):
    """Return the coverage of several processes of a collective, by id, in a fixed number of queries."""
    reached = reached_by([process.pk for process in processes])
    consulted = list(collective.constituents.filter(is_consulted=True).order_by("name"))
    return {
        process.pk: _count([one for one in consulted if _there(one, process)], reached[process.pk])
        for process in processes
    }


def by_role(process, *, with_people=True):
    """Return for each role: people counted, and constituents reached, at the gatherings of a process."""
    rows = Attendance.objects.filter(gathering__process=process).values("role")
    counted = rows.annotate(people_=Sum("people"), constituents=Count("constituent", distinct=True))
    if not with_people:
        return list(counted.order_by("role").values("role", "constituents"))
    return list(counted.order_by("-people_", "role").values("role", "people_", "constituents"))


def attendance(gathering, *, is_member):
    """Return who came to a gathering, by constituent and role.

    For visitors `people` is None where fewer than five came, and where that would follow by subtracting.
    """
    rows = list(gathering.attendance.select_related("constituent").order_by("constituent__name", "role"))
    if not is_member:
        cells = {(str(row.constituent_id or "-"), row.role): row.people for row in rows}
        released = release_table(cells, threshold=FEWEST_TOLD)
        for row in rows:
            row.people = released.value(str(row.constituent_id or "-"), row.role)
    return rows


def reaches(process, constituents):
    """Return every way in which some constituents were reached in a process, oldest first."""
    ids = [one.pk for one in constituents]
    found = [*_gatherings(process, ids), *_dated(process, ids)]
    return sorted(found, key=lambda reach: (reach.on, reach.way, reach.constituent, reach.gathering or 0))


def matrix(process, constituents, rounds):
    """Return a row per constituent: its reaches in each round, and those outside every round."""
    rounds = list(rounds)
    cells = defaultdict(list)
    for reach in reaches(process, constituents):
        inside = [k for k, one in enumerate(rounds) if one.is_open_on(reach.on)]
        for k in inside or [len(rounds)]:
            cells[reach.constituent, k].append(reach)
    return [
        {"constituent": one, "cells": [cells[one.pk, k] for k in range(len(rounds) + 1)]}
        for one in constituents
    ]


def _there(constituent, process):
    is_gone = constituent.left_on is not None and constituent.left_on <= process.opens_on
    came_after = process.closes_on is not None and constituent.joined_on > process.closes_on
    return not is_gone and not came_after


def _count(scope, reached):
    scope = list(scope)
    not_reached = tuple(one for one in scope if one.pk not in reached)
    return Coverage(len(scope) - len(not_reached), len(scope), not_reached)


def _ways(processes):
    """Pair the rows by which constituents are reached with the path to their process."""
    return [
        (rows.filter(**{f"{key}__in": processes}, constituent__isnull=False), key)
        for rows, key in [
            (Attendance.objects.all(), "gathering__process"),
            (Contribution.objects.all(), "process"),
            (Participant.objects.all(), "conversation__process"),
            (Objection.objects.all(), "draft__process"),
            (Consent.objects.all(), "version__draft__process"),
        ]
    ]


def _gatherings(process, ids):
    rows = Attendance.objects.filter(gathering__process=process, constituent__in=ids)
    summed = rows.values("constituent", "gathering", "gathering__held_on").annotate(n=Sum("people"))
    return [
        Reach(row["constituent"], row["gathering__held_on"], "gathering", row["n"], row["gathering"])
        for row in summed.order_by()
    ]


def _dated(process, ids):
    for way, rows, day in [
        ("contribution", Contribution.objects.filter(process=process), SAID_ON),
        ("objection", Objection.objects.filter(draft__process=process), TruncDate("raised_at")),
        ("consent", Consent.objects.filter(version__draft__process=process), TruncDate("recorded_at")),
    ]:
        on = rows.filter(constituent__in=ids).annotate(on_=day).values("constituent", "on_")
        for row in on.annotate(n=Count("pk")).order_by():
            yield Reach(row["constituent"], row["on_"], way, row["n"])
    rows = Participant.objects.filter(conversation__process=process, constituent__in=ids)
    for row in rows.values("constituent", "conversation__opens_on").annotate(n=Count("pk")).order_by():
        yield Reach(row["constituent"], row["conversation__opens_on"], "conversation", row["n"])
