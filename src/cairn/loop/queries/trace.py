"""The trace: where a text or a number comes from, and what became of it.

A trace is a row of stages, each a station on the way with the things that stand there. Every stage is
shown, also when nothing stands there yet: a gap in the chain is an answer too.
"""

from django.db.models import Q

from cairn.loop.queries import fate, origin
from cairn.loop.queries.stages import Trace
from cairn.results.models import Question


def trace_version(version, *, with_words, on):
    """Trace one version of a component as it stands on a day; without words for who may not see who spoke."""
    return Trace(
        origin=(
            origin.called_for(version),
            origin.said(version, with_words=with_words),
            origin.woven(version),
            origin.mapped(version),
            origin.drafted(version),
            origin.agreed(version, on),
        ),
        fate=(
            fate.published(version),
            fate.acted_on(version.component),
            fate.seen(version.component),
            *fate.of_component(version.component),
            fate.revised(version, only_published=not with_words),
        ),
    )


def trace_number(observation, *, is_member):
    """Trace one published number: back to its file and definition, forward to what was done about it."""
    questions = Question.objects.filter(measure=observation.measure).filter(
        Q(place=None) | Q(place=observation.place)
    )
    here = Q(measure=observation.measure, place=observation.place)
    before = (
        origin.shown_by(observation.measure.advances, only_published=not is_member),
        origin.defined(observation),
        origin.filed(observation, is_member=is_member),
        origin.reviewed(observation, is_member=is_member),
    )
    again = fate.called_again(questions, here, only_published=not is_member)
    return Trace(origin=before, fate=(*fate.understood(questions, here), again))
