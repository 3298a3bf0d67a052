"""What `cairn allocate` answers: one object, or a sentence and tables."""

from fractions import Fraction

import click

from cairn.config.cli.output import print_table


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


def show(election, allotment):
    money = f"{{:,}} {election.currency}".rstrip()
    share = allotment.cost / election.budget if election.budget else 0
    left = money.format(election.money(abs(allotment.left)))
    click.echo(
        f"{len(allotment.winners)} of {len(election.projects)} projects are funded with "
        f"{money.format(election.money(allotment.cost))} of {money.format(election.money(election.budget))} "
        f"({share:.0%}); {left} {'is left' if allotment.left >= 0 else 'must be added'}."
    )
    click.echo(f"{allotment.rule}\n")
    print_table(
        "Funded, in the order of selection",
        ["id", "name", "cost", "votes", "how", "price"],
        _rows(election, allotment),
    )
    if election.groups:
        print_table(
            "What each group's share bought",
            ["group", "voters", "with a project", "equal part", "bought", "most on"],
            (_group_row(election, one) for one in _shares(election, allotment)),
        )
    if allotment.comparison:
        click.echo(_comparison_in_words(allotment.comparison))
    for line in [
        *(tie.in_words for tie in allotment.ties),
        *allotment.warnings,
        allotment.certificate.in_words,
    ]:
        click.echo(line)


def _comparison_in_words(found):
    taken = "Greedy by votes was taken." if found.taken == "greedy" else "Equal Shares stands."
    return (
        f"{found.prefer_shares:,} voters are better off under Equal Shares, {found.prefer_greedy:,} under "
        f"greedy by votes. {taken}"
    )


def _group_row(election, share):
    told = _group(election, share)
    dearest = sorted(told["paid"], key=lambda one: (-one["amount"], one["id"]))[:3]
    bought = sum(amount for _, amount in share.paid) / election.scale
    most = ", ".join(one["id"] for one in dearest)
    return [share.group, share.voters, share.covered, round(told["part"]), round(bought), most]


def _rows(election, allotment):
    places = {project.id: place for place, project in enumerate(election.projects)}
    votes = election.votes.tolist()
    for purchase in allotment.purchases:
        place = places[purchase.project]
        price = _amount(election, purchase.price)
        yield [
            purchase.project,
            election.projects[place].name[:48],
            election.money(purchase.cost),
            votes[place],
            purchase.phase,
            None if price is None else round(price, 2),
        ]
