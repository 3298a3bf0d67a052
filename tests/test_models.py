"""Every model says which of its fields are about people, and stands in the glossary."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

GLOSSARY = Path(__file__).parents[1] / "GLOSSARY.md"
MODELS = sorted(
    (model for model in apps.get_models() if model.__module__.startswith("cairn.")),
    key=lambda m: m._meta.label,
)

# Names of fields that say who somebody is. A field of such a name is personal, or stands in
# NOT_PERSONAL with the reason.
ABOUT_PEOPLE = re.compile(
    r"(^|_)(person|people|email|holder|author|speaker|spoken_by|given_by|facilitator|signed_by|recorded_by|reviewer|owner"
    r"|invited|attendee|participant|nickname|phone)(_|$)"
)
NOT_PERSONAL = {
    "network.Mandate.given_by": "the assembly or body that gave it",
}


def ids(model):
    return model._meta.label


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_model_names_its_personal_fields(model):
    assert "personal" in vars(model), f"{model._meta.label} does not say which of its fields are about people"
    assert isinstance(model.personal, frozenset)
    fields = {field.name for field in model._meta.get_fields() if not field.auto_created or field.concrete}
    assert model.personal <= fields


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_field_about_people_is_named_as_such(model):
    from django.conf import settings

    left_out = []
    for field in model._meta.get_fields():
        if field.auto_created or field.name in model.personal:
            continue
        about = isinstance(field, models.EmailField) or (
            field.is_relation and field.related_model._meta.label == settings.AUTH_USER_MODEL
        )
        text = isinstance(field, models.CharField | models.TextField) and not field.choices
        if about or (text and ABOUT_PEOPLE.search(field.name)):
            left_out.append(f"{model._meta.label}.{field.name}")
    assert [name for name in left_out if name not in NOT_PERSONAL] == []


def test_exceptions_are_still_there():
    names = {f"{model._meta.label}.{field.name}" for model in MODELS for field in model._meta.get_fields()}
    assert names >= set(NOT_PERSONAL)


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_model_stands_in_the_glossary(model):
    if not GLOSSARY.exists():
        pytest.skip("GLOSSARY.md is not written yet")
    rows = re.findall(
        r"^\| *([^|]+?) *\| *([^|]+?) *\| *([^|]+?) *\|$", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [word for word, sentence, held in rows if f"`{model._meta.label}`" in held and sentence] != []


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_model_keeps_to_the_conventions(model):
    assert model._meta.ordering == []
    assert vars(model).get("save") is None
    wrong = [
        field.name
        for field in model._meta.get_fields()
        if (
            type(field) is models.DateTimeField
            and not field.name.endswith("_at")
            and field.name not in {"at", "last_login"}
        )
        or (type(field) is models.DateField and not field.name.endswith("_on") and field.name not in {"on"})
        or (isinstance(field, models.BooleanField) and not field.name.startswith(("is_", "has_")))
    ]
    assert wrong == []
