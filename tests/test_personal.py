"""Nobody stands on the record: every entry is searched for the contents of every personal field."""

import re
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.db import models

from cairn.network.models import Constituent
from cairn.record.leaf import refuse_texts
from cairn.record.models import Entry, Log
from cairn.record.queries import exported
from cairn.record.verify import verify
from tests.factories import AT
from tests.network.factories import add_constituent, record_mandate

SHORTEST = 6  # characters: shorter texts, such as a language's code, are found anywhere


def personal_texts():
    """Yield (field, text) for everything that is kept in the personal text fields of every model."""
    for model in apps.get_models():
        texts = [
            field.name
            for field in model._meta.get_fields()
            if field.name in getattr(model, "personal", ())
            and isinstance(field, models.CharField | models.TextField)
            and not field.choices
        ]
        rows = model.objects.filter(kind="person") if model is Constituent else model.objects.all()
        for name in texts:
            for text in rows.values_list(name, flat=True).distinct():
                if text and len(str(text)) >= SHORTEST:
                    yield f"{model._meta.label}.{name}", str(text)


def found_on_the_record():
    """List the personal texts that stand in a leaf: as a whole value, or as words within one.

    A single common word, such as a role, is found only as a whole value: “mothers came” names nobody.
    """
    values = {value for entry in Entry.objects.all() for value in said_in(entry.content)}
    everything = "\n".join(values)
    return [
        (field, text) for field, text in personal_texts() if text in values or stands_in(text, everything)
    ]


def said_in(value):
    """Yield every text within a value, the names of facts too."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from said_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from said_in(part)
    elif isinstance(value, str):
        yield value


def stands_in(text, everything):
    """Say whether a text stands in another, from one edge of a word to another."""
    is_common_word = text.isalpha() and text.islower()
    return not is_common_word and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", everything) is not None


def test_network_puts_no_person_on_the_record(cast):
    from cairn.network import actions

    manuel = add_constituent(cast, "Elder Manuel", kind="person", parents=[cast.upper_valley])
    record_mandate(cast, manuel, holder="Rosa Tanguila", scope="Consent to principles", given_by="Assembly")
    fields = {"email": "ana@example.org", "name": "Ana Grefa", "role": "member"}
    actions.give_role(collective=cast.collective, fields=fields, by=cast["steward"], at=AT)
    fields = {"name": "Elder Manuel Andi"}
    actions.change_constituent(constituent=manuel, fields=fields, by=cast["steward"], at=AT)
    texts = {text for _field, text in personal_texts()}
    assert texts >= {"Elder Manuel Andi", "Rosa Tanguila", "Ana Grefa", "ana@example.org"}
    assert found_on_the_record() == []


def test_search_finds_a_person_on_the_record(cast):
    facts = {"to": ["steward@example.org"]}
    Entry.objects.create(log=cast.collective.log, index=0, act="told", at=AT, facts=facts, leaf_hash=b"")
    assert found_on_the_record() == [("network.Person.email", "steward@example.org")]


@pytest.mark.skipif(find_spec("cairn.demo.simulate") is None, reason="the demo is not written yet")
def test_two_years_of_the_demo_put_nobody_on_the_record(db):
    from cairn.demo.simulate import make_demo

    make_demo()
    assert Entry.objects.count() > 100
    for entry in Entry.objects.all():
        refuse_texts(entry.facts)
    assert found_on_the_record() == []
    for log in Log.objects.all():
        assert verify(exported(log)).entries == log.size
