"""The trace: where a text or a number comes from, and what became of it.

A trace is a row of stages, each a station on the way with the things that stand there. Every stage is
shown, also when nothing stands there yet: a gap in the chain is an answer too.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.activities.data.models import Measure, Observation
from cairn.activities.models import Activity
from cairn.participation import queries as participation
from cairn.participation.models import Contribution, Draft, Gathering, Objection, Statement, Theme
from cairn.pathway.models import Edition, Version
from cairn.results.models import Adoption, Commitment, Promotion, Question, Trial

SHOWN = 8  # things named at one stage; the rest is counted


@dataclass(frozen=True)
class Stone:
    """One thing on the way, with its address."""

    text: str
    url: str = ""
    note: str = ""
    language: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Stage:
    """One station of the trace: its name, a sentence, and the first of the things that stand there."""

    key: str
    name: str
    summary: str
    stones: tuple[Stone, ...] = ()
    total: int = 0
    is_counted: bool = True  # false where the total counts something else than what is named

    @property
    def more(self):
        """Count the things that are not named."""
        return max(self.total - len(self.stones), 0) if self.is_counted else 0

    @property
    def is_empty(self):
        """Say whether nothing stands here yet."""
        return self.total == 0


@dataclass(frozen=True)
class Trace:
    """Where something comes from, and what became of it."""

    origin: tuple[Stage, ...]
    fate: tuple[Stage, ...]


def trace_version(version, *, with_words, on):
    """Trace one version of a component as it stands on a day; without words for who may not see who spoke."""
    return Trace(
        origin=(
            called_for(version),
            said(version, with_words=with_words),
            woven(version),
            mapped(version),
            drafted(version),
            agreed(version, on),
        ),
        fate=(
            published(version),
            acted_on(version.component),
            seen(version.component),
            *understood(Question.objects.filter(measure__advances=version.component), version.component),
            revised(version),
        ),
    )


def trace_number(observation):
    """Trace one published number: back to its file and definition, forward to what was done about it."""
    questions = Question.objects.filter(measure=observation.measure).filter(
        Q(place=None) | Q(place=observation.place)
    )
    component = observation.measure.advances
    return Trace(
        origin=(shown_by(component), defined(observation), filed(observation), reviewed(observation)),
        fate=(*understood(questions, component), called_again(questions)),
    )


# Where a text comes from ----------------------------------------------------------------------------
def drafts_of(version):
    """Return the drafts that became this version or one before it: a revision keeps what it stands on."""
    return Draft.objects.filter(version__component=version.component_id, version__number__lte=version.number)


def contributions_of(version):
    """Return the contributions whose words went into a version."""
    return Contribution.objects.filter(
        dispositions__draft__in=drafts_of(version), dispositions__outcome__in=["taken_up", "partly"]
    ).distinct()


def called_for(version):
    """Tell which adoptions called for this text."""
    promotions = (
        Promotion.objects.filter(process__drafts__in=drafts_of(version))
        .distinct()
        .select_related("practice__collective", "process")
    )
    stones = [
        Stone(promotion.reason, promotion.practice.get_absolute_url(), str(promotion.practice))
        for promotion in promotions
    ]
    processes = [
        Stone(draft.process.title, draft.process.get_absolute_url(), _("process"), on=draft.process.opens_on)
        for draft in drafts_of(version).select_related("process__collective")
    ]
    summary = (
        _("Opened from practice")
        if stones
        else _("Opened as a process")
        if processes
        else _("No process is on record")
    )
    return stage("called-for", _("Called for"), summary, [*stones, *processes])


def said(version, *, with_words):
    """Tell which voices went into a version, and at which gatherings they were given."""
    contributions = contributions_of(version)
    count = contributions.count()
    gatherings = Gathering.objects.filter(contributions__in=contributions).distinct()
    summary = ngettext("%(n)d contribution was taken up", "%(n)d contributions were taken up", count) % {
        "n": count
    }
    if with_words:
        stones = [
            Stone(_("“%s”") % c.text, c.get_absolute_url(), spoken_by(c), c.language, c.given_at.date())
            for c in contributions.select_related("collective", "constituent", "gathering").order_by(
                "given_at"
            )[:SHOWN]
            if c.text
        ]
        return Stage("said", _("Said"), summary, tuple(stones), count)
    places = [
        Stone(g.title, g.get_absolute_url(), "", g.language, g.held_on)
        for g in gatherings.select_related("collective").order_by("held_on")[:SHOWN]
    ]
    return Stage("said", _("Said"), summary, tuple(places), max(count, len(places)), is_counted=False)


def spoken_by(contribution):
    """Say who gave a contribution, for whom and where, without any person's name."""
    parts = [contribution.role, contribution.constituent and contribution.constituent.name]
    parts.append(contribution.gathering and contribution.gathering.title)
    return " · ".join(str(part) for part in parts if part)


def woven(version):
    """Tell under which themes its voices were brought together."""
    themes = Theme.objects.filter(contributions__in=contributions_of(version)).distinct().order_by("title")
    stones = [
        Stone(theme.title, theme.process.get_absolute_url())
        for theme in themes.select_related("process__collective")[:SHOWN]
    ]
    return stage("woven", _("Woven"), _("Brought together under themes"), stones)


def mapped(version):
    """Tell which of its voices were put to the vote as statements."""
    statements = Statement.objects.filter(contribution__in=contributions_of(version)).select_related(
        "conversation__collective"
    )
    conversations = {statement.conversation for statement in statements}
    stones = [
        Stone(
            conversation.title,
            conversation.get_absolute_url(),
            "",
            conversation.language,
            conversation.opens_on,
        )
        for conversation in sorted(conversations, key=lambda conversation: conversation.pk)
    ]
    count = len(statements)
    summary = ngettext("%(n)d of them was voted on", "%(n)d of them were voted on", count) % {"n": count}
    return stage("mapped", _("Mapped"), summary, stones)


def drafted(version):
    """Tell through which drafts it went and which objections were raised."""
    drafts = drafts_of(version).select_related("process__collective").prefetch_related("revisions")
    objections = Objection.objects.filter(draft__in=drafts_of(version)).values_list("outcome", flat=True)
    stones = [
        Stone(
            ngettext("%(n)d revision", "%(n)d revisions", len(draft.revisions.all()))
            % {"n": len(draft.revisions.all())},
            draft.get_absolute_url(),
            on=draft.created_at.date(),
        )
        for draft in drafts
    ]
    summary = _(
        "%(raised)d objections: %(integrated)d taken in, %(withdrawn)d withdrawn, %(standing)d standing"
    ) % {
        "raised": len(objections),
        **{outcome: sum(1 for o in objections if o == outcome) for outcome in Objection.Outcome.values},
    }
    return stage("drafted", _("Drafted"), summary, stones)


def agreed(version, on):
    """Tell who stands behind it."""
    standing = participation.standing(version, on=on)
    yes, asked = standing["consent"] + standing["reservation"], standing_total(standing)
    url = reverse("participation:consent", args=[version.component.collective.slug, version.pk])
    summary = _("%(yes)d of %(asked)d constituents consent; %(reserved)d of them with a reservation") % {
        "yes": yes,
        "asked": asked,
        "reserved": standing["reservation"],
    }
    stones = (Stone(standing.get("reason", "") or _("The consent ledger"), url),) if yes else ()
    return Stage("agreed", _("Agreed"), summary, stones, yes, is_counted=False)


def standing_total(standing):
    """Count the constituents in scope; the ones not yet reached are among them."""
    return sum(
        standing[state] for state in ("consent", "reservation", "withheld", "withdrawn", "not_reached")
    )


# What became of it ----------------------------------------------------------------------------------
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


def understood(questions, component):
    """Tell what people made of a series, what they promised, what they tried and who took it up."""
    asked = questions.select_related("session__collective").order_by("session__held_on")
    commitments = Commitment.objects.filter(question__in=questions).select_related(
        "collective", "constituent"
    )
    trials = Trial.objects.filter(Q(commitment__question__in=questions) | Q(practice=component)).distinct()
    adoptions = Adoption.objects.filter(Q(trial__in=trials) | Q(practice=component)).distinct()
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
                Stone(c.text, c.get_absolute_url(), c.constituent.name, on=c.due_on)
                for c in commitments.order_by("made_at")
            ],
        ),
        stage(
            "tried",
            _("Tried"),
            _("Trials of a practice"),
            [
                Stone(
                    t.prediction, t.get_absolute_url(), f"{t.constituent.name} · {outcome(t)}", on=t.starts_on
                )
                for t in trials.select_related("collective", "constituent").order_by("starts_on")
            ],
        ),
        stage(
            "adopted",
            _("Adopted"),
            _("Taken up elsewhere"),
            [
                Stone(a.constituent.name, a.practice.get_absolute_url(), a.adaptation, on=a.adopted_on)
                for a in adoptions.select_related("practice__collective", "constituent").order_by(
                    "adopted_on"
                )
            ],
        ),
    )


def outcome(trial):
    """Say how a trial stands."""
    return trial.get_decision_display() if trial.decision else _("running")


def revised(version):
    """Tell which versions came after."""
    later = Version.objects.filter(component=version.component, number__gt=version.number)
    grown = version.component.links_out.filter(kind="grew_into").select_related("target__collective")
    stones = [
        Stone(v.reason or str(v), v.get_absolute_url(), _("version %d") % v.number, on=v.created_at.date())
        for v in later.select_related("component__collective").order_by("number")
    ]
    stones += [Stone(str(link.target), link.target.get_absolute_url(), _("grew into")) for link in grown]
    return stage("revised", _("Revised"), _("In the next version"), stones)


# Where a number comes from --------------------------------------------------------------------------
def shown_by(component):
    """Tell which component a number shows the result of."""
    if component is None:
        return Stage("held", _("Held"), _("It is tied to no component of the pathway"))
    newest = component.versions.prefetch_related("texts").order_by("-number").first()
    title = newest.text.title if newest and newest.text else str(component)
    return stage(
        "held",
        _("Held"),
        _("It shows the result of"),
        [Stone(title, component.get_absolute_url(), str(component))],
    )


def defined(observation: Observation):
    """Tell which version of the definition a number was made by."""
    definition = observation.submission.definition
    stone = Stone(
        definition.name,
        observation.measure.get_absolute_url(),
        _("definition %(number)d · %(hash)s")
        % {"number": definition.number, "hash": definition.content_hash[:12]},
        on=definition.made_at.date(),
    )
    return stage("defined", _("Defined"), _("By a shared definition"), [stone])


def filed(observation: Observation):
    """Tell which file a number came in, and in which row."""
    submission = observation.submission
    stone = Stone(
        submission.file_name,
        submission.get_absolute_url(),
        _("row %(row)d · %(sender)s · SHA-256 %(hash)s…")
        % {"row": observation.row, "sender": submission.constituent.name, "hash": submission.sha256[:12]},
        on=submission.sent_at.date(),
    )
    return stage("filed", _("Filed"), _("In a file, kept as it came"), [stone])


def reviewed(observation: Observation):
    """Tell whether somebody reviewed the file."""
    submission = observation.submission
    if submission.reviewed_at is None:
        return Stage("reviewed", _("Reviewed"), _("Nobody has reviewed it yet"))
    stone = Stone(
        submission.note or _("Looked through"),
        submission.get_absolute_url(),
        on=submission.reviewed_at.date(),
    )
    return stage("reviewed", _("Reviewed"), _("By a second pair of eyes"), [stone])


def called_again(questions):
    """Tell which revisions of the pathway the answers led to."""
    adoptions = Adoption.objects.filter(trial__commitment__question__in=questions)
    promotions = (
        Promotion.objects.filter(adoptions__in=adoptions).distinct().select_related("process__collective")
    )
    versions = Version.objects.filter(draft__process__promotions__in=promotions).distinct()
    stones = [
        Stone(p.process.title, p.process.get_absolute_url(), _("process"), on=p.called_at.date())
        for p in promotions
    ]
    stones += [
        Stone(str(v), v.get_absolute_url(), v.reason, on=v.created_at.date())
        for v in versions.select_related("component__collective")
    ]
    return stage("revised", _("Revised"), _("In the pathway itself"), stones)


def stage(key, name, summary, stones=()):
    """Make a stage of a few things."""
    return Stage(key, name, summary, tuple(stones[:SHOWN]), len(stones))
