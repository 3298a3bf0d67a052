"""What `cairn allocate` answers: one object, or a sentence and tables."""

from fractions import Fraction

import click

from cairn.config.cli.output import Figure, print_table, say

SHOWN = 8  # projects that were not funded, in a table for people
NAME = 28  # characters of a project's name
FITS = "fits into what is left"
HOW = {
    "shares": "shares",
    "free": "costs nothing",
    "votes": "by votes",
    "phragmen": "Phragmén",
    "topped up": "topped up",
}


def told(election, allotment):
    money = election.money
    return {
        "rule": allotment.rule,
        "budget": money(election.budget),
        "cost": money(allotment.cost),
        "left": money(allotment.left),
        "currency": election.currency or None,
        "n_voters": election.n_voters,
        "n_projects": len(election.projects),
        "winners": list(allotment.winners),
        "projects": [_project(election, purchase) for purchase in allotment.purchases],
        "ties": [
            {"tied": list(tie.tied), "chosen": tie.chosen, "broken_by": tie.broken_by, "place": tie.place}
            for tie in allotment.ties
        ],
        "tie_order": list(allotment.tie_order),
        "endowment": _amount(election, allotment.endowment),
        "runs": allotment.runs,
        "comparison": _comparison(allotment.comparison),
        "certificate": _certificate(election, allotment.certificate),
        "groups": [_group(election, share) for share in _shares(election, allotment)],
        "warnings": list(allotment.warnings),
    }


def _project(election, purchase):
    votes = purchase.effective_votes
    return {
        "id": purchase.project,
        "cost": election.money(purchase.cost),
        "phase": purchase.phase,
        "price": _amount(election, purchase.price),
        "effective_votes": None if votes is None else float(votes),
    }


def _comparison(found):
    if found is None:
        return None
    return {
        "by": found.by,
        "prefer_equal_shares": found.prefer_shares,
        "prefer_greedy": found.prefer_greedy,
        "taken": found.taken,
    }


def _certificate(election, found):
    group = found.neglected
    return {
        "ejr_plus": found.ejr_plus,
        "neglected": group
        and {
            "project": group.project,
            "voters": group.voters,
            "deserved": _amount(election, group.deserved),
            "got": election.money(group.got),
        },
        "priceable": found.priceable,
        "amount": _amount(election, found.amount),
        "affordable": list(found.affordable),
        "covered": found.covered,
        "in_words": found.in_words,
    }


def _shares(election, allotment):
    """Return what each group's share bought; evenly among supporters where the rule gives no shares."""
    from cairn.engine.allocation import explain, explain_evenly

    if allotment.ledger is None:
        return explain_evenly(election, allotment, election.groups)
    return explain(allotment, election.groups)


def _group(election, share):
    return {
        "group": share.group,
        "voters": share.voters,
        "covered": share.covered,
        "part": _amount(election, Fraction(election.budget * share.voters, max(election.n_voters, 1))),
        "held": _amount(election, share.endowment),
        "paid": [{"id": name, "amount": _amount(election, amount)} for name, amount in share.paid],
        "left": _amount(election, share.left),
    }


def _amount(election, minor):
    return None if minor is None else float(minor / election.scale)


def show(election, allotment, options, conditions):
    """Print the answer for people: what is funded and why, what is not, and what it rests on."""
    say(_headline(election, allotment))
    say(allotment.rule)
    if allotment.endowment and election.n_voters:
        say(_purse(election, allotment))
    if allotment.purchases:
        columns = ["id", "project", "cost", "votes", "how"]
        if any(purchase.price for purchase in allotment.purchases):
            columns.append("a point costs" if options["utility"].startswith("points") else "each pays")
        votes = election.votes.tolist()
        rows = [_row(election, votes, purchase)[: len(columns)] for purchase in allotment.purchases]
        print_table(f"\nFunded, in the order of selection{_unit(election)}", columns, rows)
    if (
        _show_left_out(election, allotment, conditions)
        and allotment.ledger
        and options["completion"] == "none"
    ):
        say("Equal Shares leaves money unspent. To spend more of it, add --completion add1 or utilitarian.")
    if election.groups:
        print_table(
            f"\nWhat each group's share bought{_unit(election)}",
            ["group", "voters", "with a project", "equal part", "bought", "most on"],
            (_group_row(election, one) for one in _shares(election, allotment)),
        )
    click.echo()
    for line in _remarks(allotment):
        say(line)


def _remarks(allotment):
    if allotment.comparison:
        yield _comparison_in_words(allotment.comparison)
    yield allotment.certificate.in_words
    yield from (tie.in_words for tie in allotment.ties)
    yield from (f"Note: {line}" for line in allotment.warnings)


def _headline(election, allotment):
    count, left = len(allotment.winners), _money(election, abs(allotment.left))
    share = f" ({allotment.cost / election.budget:.0%})" if election.budget else ""
    return (
        f"{count} of {len(election.projects)} projects {'is' if count == 1 else 'are'} funded with "
        f"{_money(election, allotment.cost)} of {_money(election, election.budget)}{share}; "
        f"{left} {'is left' if allotment.left >= 0 else 'must be added'}."
    )


def _purse(election, allotment):
    run = f" in the last of {allotment.runs:,} runs" if allotment.runs > 1 else ""
    held = _money(election, round(allotment.endowment))
    return f"Each of {election.n_voters:,} voters had {held} to spend{run}."


def _money(election, minor):
    return f"{_figure(election, minor)} {election.currency}".rstrip()


def _figure(election, minor):
    """Return whole minor units as an amount: with decimals only where there are any, and exact."""
    whole, part = divmod(minor, election.scale)
    decimals = f".{part:0{len(str(election.scale)) - 1}d}" if part else ""
    return Figure(f"{whole:,}{decimals}")


def _unit(election):
    return f", {election.currency}" if election.currency else ""


def _show_left_out(election, allotment, conditions):
    """Print the best supported that were not funded, and return whether what is left would pay for one."""
    votes, funded = election.votes.tolist(), set(allotment.winners)
    out = [c for c, project in enumerate(election.projects) if project.id not in funded]
    out.sort(key=lambda c: (-votes[c], election.projects[c].cost, c))
    shut = _shut(election, funded, conditions)
    reasons = [
        "a condition leaves it out" if c in shut else _reason(election, allotment, c, votes[c]) for c in out
    ]
    more = f" ({SHOWN} of {len(out)}, those with most votes)" if len(out) > SHOWN else ""
    if out:
        print_table(
            f"\nNot funded{more}{_unit(election)}",
            ["id", "project", "cost", "votes", "why"],
            (
                [one.id, _shortened(one.name), _figure(election, one.cost), Figure(f"{votes[c]:,}"), reason]
                for c, reason in zip(out[:SHOWN], reasons, strict=False)
                for one in [election.projects[c]]
            ),
        )
    return FITS in reasons


def _shut(election, funded, conditions):
    """Return the projects that the conditions keep out, whatever is left."""
    from cairn.engine.allocation.conditions import Gate, eligible

    gate, votes = Gate(election, conditions), election.votes
    for c, project in enumerate(election.projects):
        if project.id in funded:
            gate.note(c)
    kept = eligible(election, conditions).votes
    return {c for c in range(len(votes)) if votes[c] and not (kept[c] and gate.lets(c))}


def _reason(election, allotment, c, votes):
    cost = election.projects[c].cost
    if not votes:
        return "nobody voted for it"
    if cost > election.budget:
        return "costs more than the budget"
    return "costs more than is left" if cost > allotment.left else FITS


def _comparison_in_words(found):
    taken = "Greedy by votes was taken." if found.taken == "greedy" else "Equal Shares stands."
    return (
        f"{found.prefer_shares:,} voters are better off under Equal Shares, {found.prefer_greedy:,} under "
        f"greedy by votes. {taken}"
    )


def _group_row(election, share):
    dearest = sorted(share.paid, key=lambda one: (-one[1], one[0]))[:3]
    part = Fraction(election.budget * share.voters, max(election.n_voters, 1))
    bought = sum(amount for _, amount in share.paid)
    amounts = [Figure(f"{round(minor / election.scale):,}") for minor in (part, Fraction(bought))]
    people = [Figure(f"{count:,}") for count in (share.voters, share.covered)]
    return [share.group, *people, *amounts, ", ".join(name for name, _ in dearest)]


def _row(election, votes, purchase):
    place = next(c for c, project in enumerate(election.projects) if project.id == purchase.project)
    price = None if purchase.price is None else Figure(f"{float(purchase.price / election.scale):,.2f}")
    return [
        purchase.project,
        _shortened(election.projects[place].name),
        _figure(election, purchase.cost),
        Figure(f"{votes[place]:,}"),
        HOW[purchase.phase],
        price,
    ]


def _shortened(name):
    return name if len(name) <= NAME else f"{name[: NAME - 1]}…"
