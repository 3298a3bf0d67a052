"""Pages of the files that were sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.activities.data import actions, queries
from cairn.activities.data.forms import ReviewForm
from cairn.activities.data.queries import pages
from cairn.activities.data.queries.words import mapping_in_words
from cairn.activities.data.views.page import may_see_raw, measure_or_404
from cairn.activities.queries import shown_name
from cairn.engine.measure.mapping import Mapping
from cairn.network.access import Role, collective_for, may, require
from cairn.network.views.page import paged


def submissions(request, slug, measure):
    """List the files sent for a measure."""
    collective = collective_for(request, slug)
    shown = measure_or_404(collective, measure)
    page = paged(request, pages.submissions(shown))
    for row in page:
        row.sender = shown_name(collective, row.constituent)
    about = {"collective": collective, "measure": shown, "page": page}
    return render(request, "data/submissions.html", {**about, "may_send": may(collective, Role.MEMBER)})


def submission(request, slug, measure, pk):
    """Show a file that was sent: by whom, how it was read, and the values it gave."""
    collective = collective_for(request, slug)
    shown = measure_or_404(collective, measure)
    row = get_object_or_404(pages.submissions(shown), pk=pk)
    raw = may_see_raw(collective, row)
    observations = row.observations.select_related("place", "superseded_by").order_by("row", "pk")
    page = paged(request, observations)
    about = {
        "collective": collective,
        "measure": shown,
        "submission": row,
        "sender": shown_name(collective, row.constituent),
        "page": page,
        "values": pages.given_by(row, list(page.object_list), raw=raw),
        "raw": raw,
        "said": mapping_in_words(Mapping.from_json(row.mapping)),
        "replaced": pages.replaced_by(row),
        "threshold": queries.latest_of(shown).threshold,
        "form": ReviewForm() if may(collective, Role.STEWARD) and not row.reviewed_at else None,
    }
    return render(request, "data/submission.html", about)


@login_required
@require_POST
def review(request, slug, measure, pk):
    """Say that a file was looked through."""
    collective = collective_for(request, slug)
    require(collective, Role.STEWARD)
    row = get_object_or_404(measure_or_404(collective, measure).submissions, pk=pk)
    form = ReviewForm(request.POST)
    if form.is_valid() and not row.reviewed_at:
        actions.review_submission(
            submission=row, note=form.cleaned_data["note"], by=request.user, at=timezone.now()
        )
        messages.success(request, _("“%(file)s” is reviewed.") % {"file": row.file_name})
    return redirect(row)
