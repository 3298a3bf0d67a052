"""What became of a text or a number, stage by stage."""

from django.db.models import Q
from django.utils.translation import gettext as _

from cairn.activities.data.models import Measure
from cairn.activities.models import Activity
from cairn.loop.queries.stages import SHOWN, Stage, Stone, stage
from cairn.participation.queries.rules import public_name
from cairn.pathway.models import Edition, Version
from cairn.results.models import Adoption, Commitment, Promotion, Question, Trial


def published(version):
    """Tell in which editions it stands."""
    editions = Edition.objects.filter(versions=version).select_related("collective").order_by("number")
    stones = [Stone(e.title, e.get_absolute_url(), on=e.published_at.date()) for e in editions]
    return stage("published", _("Published"), _("In the editions of the pathway"), stones)


def acted_on(component):
    """Tell which activities advance a component."""
    activities = (
        Activity.objects.filter(advances=component).select_related("collective").order_by("starts_on")
    )
    stones = [
        Stone(a.title, a.get_absolute_url(), a.get_kind_display(), on=a.starts_on) for a in activities[:SHOWN]
    ]
    return Stage(
        "acted-on",
        _("Acted on"),
        _("In what the collective does together"),
        tuple(stones),
        activities.count(),
    )


def seen(component):
    """Tell which measures show a component's result."""
    measures = Measure.objects.filter(advances=component, is_published=True).select_related("collective")
    stones = [
        Stone(
            definition.name if (definition := latest(m.definitions.all())) else m.slug, m.get_absolute_url()
        )
        for m in measures.prefetch_related("definitions").order_by("slug")
    ]
    return stage("seen", _("Seen"), _("In shared data"), stones)


def latest(definitions):
    """Return the newest of a measure's definitions."""
    return max(definitions, key=lambda definition: definition.number, default=None)


def understood(questions, tried_here, adopted_here=None):
    """Tell what people made of series, what they promised, what they tried and who took it up.

    `tried_here` says which trials belong here beside those that answer the questions.
    """
    asked = questions.select_related("session__collective").order_by("session__held_on")
    commitments = Commitment.objects.filter(question__in=questions).select_related(
        "collective", "constituent"
    )
    trials = trials_of(questions, tried_here)
    adoptions = Adoption.objects.filter(Q(trial__in=trials) | (adopted_here or Q(pk=None))).distinct()
    return (
        stage(
            "understood",
            _("Understood"),
            _("In sense-making"),
            [
                Stone(q.text, q.session.get_absolute_url(), q.session.title, on=q.session.held_on)
                for q in asked
            ],
        ),
        stage(
            "promised",
            _("Promised"),
            _("What constituents will do"),
            [
                Stone(c.text, c.get_absolute_url(), public_name(c.constituent), on=c.due_on)
                for c in commitments.order_by("made_at")
            ],
        ),
        stage(
            "tried",
            _("Tried"),
            _("Trials of a practice"),
            [
                Stone(
                    t.prediction,
                    t.get_absolute_url(),
                    f"{public_name(t.constituent)} · {outcome(t)}",
                    on=t.starts_on,
                )
                for t in trials.select_related("collective", "constituent").order_by("starts_on")
            ],
        ),
        stage(
            "adopted",
            _("Adopted"),
            _("Taken up elsewhere"),
            [
                Stone(
                    public_name(a.constituent), a.practice.get_absolute_url(), a.adaptation, on=a.adopted_on
                )
                for a in adoptions.select_related("practice__collective", "constituent").order_by(
                    "adopted_on"
                )
            ],
        ),
    )


def of_component(component):
    """Tell what became of a component in what people learned, tried and took up."""
    questions, here = Question.objects.filter(measure__advances=component), Q(practice=component)
    return understood(questions, here, adopted_here=here)


def trials_of(questions, tried_here):
    """Return the trials that answer questions, and those that belong here anyway."""
    return Trial.objects.filter(Q(commitment__question__in=questions) | tried_here).distinct()


def outcome(trial):
    """Say how a trial stands."""
    return trial.get_decision_display() if trial.decision else _("running")


def revised(version, *, only_published):
    """Tell which versions came after; to a visitor, those that an edition published."""
    later = Version.objects.filter(component=version.component, number__gt=version.number)
    later = later.published() if only_published else later
    grown = version.component.links_out.filter(kind="grew_into").select_related("target__collective")
    stones = [
        Stone(v.reason or str(v), v.get_absolute_url(), _("version %d") % v.number, on=v.created_at.date())
        for v in later.select_related("component__collective").order_by("number")
    ]
    stones += [Stone(str(link.target), link.target.get_absolute_url(), _("grew into")) for link in grown]
    return stage("revised", _("Revised"), _("In the next version"), stones)


def called_again(questions, tried_here, *, only_published):
    """Tell which revisions of the pathway the answers led to; to a visitor, those that were published."""
    adoptions = Adoption.objects.filter(trial__in=trials_of(questions, tried_here))
    promotions = (
        Promotion.objects.filter(adoptions__in=adoptions).distinct().select_related("process__collective")
    )
    versions = Version.objects.filter(draft__process__promotions__in=promotions).distinct()
    versions = versions.published() if only_published else versions
    stones = [
        Stone(p.process.title, p.process.get_absolute_url(), _("process"), on=p.called_at.date())
        for p in promotions
    ]
    stones += [
        Stone(str(v), v.get_absolute_url(), v.reason, on=v.created_at.date())
        for v in versions.select_related("component__collective")
    ]
    return stage("revised", _("Revised"), _("In the pathway itself"), stones)
