"""Allotment beside pabutools in exact mode, on a real election and on made ones of a million voters.

The peer gets identical ballots merged (its multiprofile), which is its fast way, and exact fractions by
gmpy2, which it takes where it is installed. Winners are compared: both fund the same projects.
"""

from itertools import pairwise

import numpy as np

from benchmarks.measuring import SHARED, Contest, NotMeasured

LODZ = "Poland_Lodz_2022"
PER_BALLOT = 10


def _file(name):
    path = SHARED / "budgets" / f"{name}.pb"
    if not path.is_file():
        raise NotMeasured("the shared data is missing")
    return path


def _told(winners):
    """Return winners as a short answer that both sides can give."""
    names = sorted(winners)
    return f"{len(names)} projects, {names[0]} … {names[-1]}"


def _read(name):
    from cairn.engine.allocation.pabulib import read

    with _file(name).open("rb") as stream:
        return read(stream)


def cairn(name, rule):
    """Allot a real election by a rule."""
    from cairn.engine.allocation import Shares, by_equal_shares, greedy, phragmen

    election = _read(name)
    rules = {
        "shares": by_equal_shares,
        "cardinality": lambda one: by_equal_shares(one, Shares("cardinality")),
        "add1": lambda one: by_equal_shares(one, Shares(completion="add1")),
        "phragmen": phragmen,
        "greedy": greedy,
    }
    return lambda: _told(rules[rule](election).winners)


def peer(name, rule):
    """Allot the same by pabutools."""
    from pabutools import rules as peers
    from pabutools.election import Cardinality_Sat, Cost_Sat, parse_pabulib

    instance, profile = parse_pabulib(str(_file(name)))
    merged = profile.as_multiprofile()

    def shares(utility=Cost_Sat, **asked):
        return peers.method_of_equal_shares(instance, merged, sat_class=utility, **asked)

    rules = {
        "shares": shares,
        "cardinality": lambda: shares(Cardinality_Sat),
        "add1": lambda: shares(voter_budget_increment=1),
        "phragmen": lambda: peers.sequential_phragmen(instance, merged),
        "greedy": lambda: peers.greedy_utilitarian_welfare(instance, merged, sat_class=Cost_Sat),
    }
    return lambda: _told(project.name for project in rules[rule]())


def made(voters, projects, *, seed=2026):
    """Return who approves what, `starts` (n + 1,) and `columns`, about ten a ballot, and the costs."""
    chance = np.random.default_rng(seed)
    liking = chance.gamma(1.2, size=projects)
    sizes = np.clip(chance.poisson(PER_BALLOT, voters), 1, projects)
    drawn = chance.choice(projects, int(sizes.sum()), p=liking / liking.sum())
    cells = np.unique(np.repeat(np.arange(voters), sizes) * projects + drawn)
    rows, columns = np.divmod(cells, projects)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=voters))])
    return starts, columns, chance.integers(10_000, 400_000, projects)


def cairn_made(voters, projects, rule="shares"):
    """Allot a made election, every ballot a type of its own."""
    from cairn.engine.allocation import Election, Project, Shares, by_equal_shares, phragmen

    starts, columns, costs = made(voters, projects)
    listed = tuple(Project(f"p{c:04d}", int(cost)) for c, cost in enumerate(costs))
    ones = np.ones(len(columns), np.int64)
    election = Election(listed, 8_000_000, np.ones(voters, np.int64), starts, columns, ones)
    rules = {
        "shares": by_equal_shares,
        "add1": lambda one: by_equal_shares(one, Shares(completion="add1")),
        "phragmen": phragmen,
    }
    return lambda: _told(rules[rule](election).winners)


def peer_made(voters, projects):
    """Allot the same by pabutools."""
    from pabutools.election import ApprovalBallot, ApprovalProfile, Cost_Sat, Instance, Project
    from pabutools.rules import method_of_equal_shares

    starts, columns, costs = made(voters, projects)
    listed = [Project(f"p{c:04d}", int(cost)) for c, cost in enumerate(costs)]
    instance = Instance(listed, budget_limit=8_000_000)
    ballots = (ApprovalBallot(listed[c] for c in columns[a:b]) for a, b in pairwise(starts))
    merged = ApprovalProfile(ballots, instance=instance).as_multiprofile()
    return lambda: _told(one.name for one in method_of_equal_shares(instance, merged, sat_class=Cost_Sat))


def cairn_gap(lines):
    """Find the gap of a made plan, seen in three ways, with its binding earmarks."""
    import json

    from cairn.engine.finance import cost, gap, read_plan

    chance = np.random.default_rng(2026)
    years = range(2026, 2031)
    ids = [f"line-{k}" for k in range(lines)]
    held = {
        "cairn_plan": 1,
        "name": "A made plan",
        "currency": "USD",
        "price_year": 2026,
        "years": list(years),
        "inflation": {"USD": 0.03},
        "lines": [
            {"id": name, "name": name, "quantity": int(chance.integers(1, 50)), "unit_cost": 1000.5}
            for name in ids
        ],
        "sources": [{"id": "source", "name": "A source"}],
        "commitments": [
            {
                "id": f"commitment-{k}",
                "source": "source",
                "status": "signed",
                "amounts": {str(year): int(chance.integers(1000, 40_000)) for year in years},
                "lines": sorted({str(one) for one in chance.choice(ids, min(lines, 6))}),
            }
            for k in range(lines)
        ],
    }
    text = json.dumps(held)

    def compute():
        plan = read_plan(text)
        found = gap(plan, "signed", costs=cost(plan))
        return f"gap {found.total}, {len(found.earmarks)} earmarks bind"

    return compute


REAL = {
    f"{words}, Łódź 2022": {"name": LODZ, "rule": rule}
    for rule, words in {
        "shares": "Equal Shares",
        "cardinality": "Equal Shares, cardinality",
        "phragmen": "Phragmén",
        "greedy": "Greedy by votes",
    }.items()
}
SIZES = (10_000, 100_000, 1_000_000)
TOO_LARGE = "not run: memory grows to gigabytes"
CONTESTS = (
    Contest(
        "Allotting a real election",
        "Ballots in memory (90,494 voters, 160 projects) to winners; Cairn with prices and certificate.",
        REAL,
        {"Cairn": cairn, "pabutools exact": peer},
        runs=3,
        same_answers=True,
    ),
    Contest(
        "Equal Shares with add1",
        "The whole ladder of add1, 60 runs, on the same ballots.",
        {"add1, Łódź 2022": {"name": LODZ, "rule": "add1"}},
        {"Cairn": cairn, "pabutools exact": peer},
        runs=1,
        once=True,
        same_answers=True,
    ),
    Contest(
        "Equal Shares by the number of voters",
        "Made elections of 500 projects, about ten approvals a ballot, no two ballots merged.",
        {f"{size:,} × 500": {"voters": size, "projects": 500} for size in SIZES},
        {"Cairn": cairn_made, "pabutools exact": peer_made},
        runs=1,
        once=True,
        same_answers=True,
        left_out={(f"{size:,} × 500", "pabutools exact"): TOO_LARGE for size in SIZES[1:]},
        curve="voters",
    ),
    Contest(
        "The gap of a plan by the number of its lines",
        "A plan as text, five years, as many commitments as lines, to the gap and its binding earmarks.",
        {f"{size} lines": {"lines": size} for size in (3, 30, 300)},
        {"Cairn": cairn_gap},
        runs=1,
        curve="lines",
    ),
)
