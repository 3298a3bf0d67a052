"""What must always be true of an activity."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cairn.activities.models import Activity
from tests.factories import AT


def test_activity_cannot_end_before_it_starts(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.create(
            collective=cast.collective,
            kind="data",
            title="Backwards",
            starts_on=date(2026, 3, 2),
            ends_on=date(2026, 3, 1),
            created_at=AT,
        )


def test_type_is_said_in_words_or_as_it_was_written():
    assert str(Activity(type="policy_ask").type_in_words) == "Policy ask"
    assert Activity(type="cohort").type_in_words == "cohort"
