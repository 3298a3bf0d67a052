"""Where a text or a number comes from, stage by stage."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.activities.data.models import Observation
from cairn.loop.queries.stages import SHOWN, Stage, Stone, stage
from cairn.participation import queries as participation
from cairn.participation.models import Contribution, Draft, Gathering, Objection, Statement, Theme
from cairn.participation.queries.rules import public_name
from cairn.results.models import Promotion


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
    gatherings = Gathering.objects.published().filter(contributions__in=contributions).distinct()
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


def shown_by(component, *, only_published):
    """Tell which component a number shows the result of; to a visitor, by its title as published."""
    if component is None:
        return Stage("held", _("Held"), _("It is tied to no component of the pathway"))
    versions = component.versions.published() if only_published else component.versions
    newest = versions.prefetch_related("texts").order_by("-number").first()
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


def filed(observation: Observation, *, is_member):
    """Tell which file a number came in, and in which row; to visitors without the file's name and hash.

    A short file could be guessed from its hash, and with it the counts that are held back.
    """
    submission = observation.submission
    about = {"row": observation.row, "sender": public_name(submission.constituent)}
    note = _("row %(row)d · %(sender)s") % about
    if is_member:
        about["hash"] = submission.sha256[:12]
        note = _("row %(row)d · %(sender)s · SHA-256 %(hash)s…") % about
    name = submission.file_name if is_member else _("A file")
    stone = Stone(name, submission.get_absolute_url(), note, on=submission.sent_at.date())
    return stage("filed", _("Filed"), _("In a file, kept as it came"), [stone])


def reviewed(observation: Observation, *, is_member):
    """Tell whether somebody reviewed the file; what was noted is for members."""
    submission = observation.submission
    if submission.reviewed_at is None:
        return Stage("reviewed", _("Reviewed"), _("Nobody has reviewed it yet"))
    stone = Stone(
        (is_member and submission.note) or _("Looked through"),
        submission.get_absolute_url(),
        on=submission.reviewed_at.date(),
    )
    return stage("reviewed", _("Reviewed"), _("By a second pair of eyes"), [stone])
