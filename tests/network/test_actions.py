"""What may be done to the network: done, refused, recorded."""

from datetime import timedelta

import pytest

from cairn.network import actions, queries
from cairn.network.models import Collective, Constituency, Membership, Person
from cairn.record.models import Entry
from tests.factories import AT, ON
from tests.network.factories import add_constituent, record_mandate

LATER = AT + timedelta(days=30)


def acts():
    return list(Entry.objects.order_by("log", "index").values_list("act", flat=True))


def give_role(cast, **fields):
    return actions.give_role(collective=cast.collective, fields=fields, by=cast["steward"], at=AT)


def test_founder_of_a_collective_is_its_first_steward(db):
    founder = Person.objects.create_user("ana@example.org", "Ana")
    made = actions.found_collective(fields={"slug": "hills", "name": "Hills"}, by=founder, at=AT)
    assert Collective.objects.get() == made
    assert made.log.origin == "cairn/hills"
    assert made.visibility == "private"
    role = Membership.objects.get()
    assert (role.person, role.role, role.created_at) == (founder, "steward", AT)
    assert acts() == ["collective_founded"]


def test_place_is_added_and_recorded(cast):
    fields = {"kind": "county", "name": "Weir county"}
    place = actions.add_place(collective=cast.collective, fields=fields, by=cast["steward"], at=AT)
    assert place.collective == cast.collective
    assert acts() == ["place_added"]


def test_name_of_a_constituent_is_not_on_the_record(cast):
    add_constituent(cast, "Elder Manuel", kind="person", parents=[cast.upper_valley])
    (entry,) = Entry.objects.all()
    assert entry.facts["parents"] == [cast.upper_valley.pk]
    assert "Manuel" not in repr(entry.content)
    assert list(entry.commitments) == ["name"]


def test_constituent_is_changed_in_what_is_given_and_keeps_the_rest(cast):
    village = add_constituent(cast, "Weir village", parents=[cast.upper_valley])
    actions.change_constituent(constituent=village, fields={"population": 40}, by=cast["steward"], at=LATER)
    village.refresh_from_db()
    assert (village.name, village.population) == ("Weir village", 40)
    assert list(village.parents.all()) == [cast.upper_valley]
    assert acts() == ["constituent_added", "constituent_changed"]


def test_part_of_several_is_allowed_and_said_once(cast):
    village = add_constituent(cast, "Weir village", parents=[cast.upper_valley])
    for _twice in range(2):
        actions.add_part(parent=cast.lower_delta, part=village, by=cast["steward"], at=AT)
    assert village.parents.count() == 2
    actions.remove_part(parent=cast.lower_delta, part=village, by=cast["steward"], at=LATER)
    actions.remove_part(parent=cast.lower_delta, part=village, by=cast["steward"], at=LATER)
    assert list(village.parents.all()) == [cast.upper_valley]
    assert acts() == ["constituent_added", "part_added", "part_removed"]


def test_circle_is_refused_however_long(cast):
    below = add_constituent(cast, "Village", parents=[cast.upper_valley])
    deep = add_constituent(cast, "Hamlet", parents=[below])
    for part in (cast.upper_valley, deep):
        with pytest.raises(actions.NetworkRefused, match="itself part of"):
            actions.add_part(parent=deep, part=part, by=cast["steward"], at=AT)
    assert Constituency.objects.count() == 2


def test_part_from_another_collective_is_refused(cast):
    from tests.factories import make_collective, make_constituent

    other = make_constituent(make_collective("other", "Other"), "Far away")
    with pytest.raises(actions.NetworkRefused, match="another collective"):
        actions.add_part(parent=cast.upper_valley, part=other, by=cast["steward"], at=AT)


def test_role_makes_an_account_and_invites_once(cast, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = give_role(cast, email=" Ana@Example.org ", name="Ana", role="member", language="es")
    with django_capture_on_commit_callbacks(execute=True):
        second = give_role(cast, email="ana@example.org", role="facilitator")
    first.refresh_from_db()
    assert (first.ended_at, second.role, second.person) == (AT, "facilitator", first.person)
    assert [mail.to for mail in mailoutbox] == [["ana@example.org"]]
    assert "http://127.0.0.1:8000/account/login/code/" in mailoutbox[0].body
    assert acts() == ["role_given", "role_given"]


def test_invented_person_gets_no_mail(cast, mailoutbox, django_capture_on_commit_callbacks):
    Person.objects.create_user("ana@example.org", "Ana", is_invented=True)
    with django_capture_on_commit_callbacks(execute=True):
        give_role(cast, email="ana@example.org", role="member")
    assert mailoutbox == []


def test_role_ends_once_and_the_person_is_out(cast):
    role = Membership.objects.get(person=cast["member"])
    actions.end_role(membership=role, by=cast["steward"], at=LATER)
    role.refresh_from_db()
    assert role.ended_at == LATER
    assert list(Collective.objects.visible_to(cast["member"])) == []
    with pytest.raises(actions.NetworkRefused, match="already ended"):
        actions.end_role(membership=role, by=cast["steward"], at=LATER)


def test_second_steward_may_go(cast):
    give_role(cast, email="member@example.org", role="steward")
    actions.end_role(membership=Membership.objects.get(person=cast["steward"]), by=cast["steward"], at=LATER)
    assert acts() == ["role_given", "role_ended"]


def test_mandate_is_recorded_without_names_and_ends_once(cast):
    held = record_mandate(
        cast, cast.upper_valley, basis="assembly", given_by="Assembly of March", since_on=ON
    )
    assert "Rosa" not in repr([entry.content for entry in Entry.objects.all()])
    actions.end_mandate(mandate=held, by=cast["steward"], at=LATER)
    with pytest.raises(actions.NetworkRefused, match="already ended"):
        actions.end_mandate(mandate=held, by=cast["steward"], at=LATER)
    assert acts() == ["mandate_recorded", "mandate_ended"]
    assert list(queries.past_mandates(cast.upper_valley, LATER.date())) == [held]
