"""The next statement beside chance and the classical priority: votes needed, coverage, and milliseconds.

Replay: from a real conversation, a fifth of the people is taken out and the map fitted to the rest. Each of
them with 40 votes or more that take a side starts anew: half of those votes may be asked for, one by one, in
the order that a way of choosing wants; the other half is predicted after each. Only votes really cast count.

World: an invented conversation from its first vote, with three constituencies (70, 25 and 5 %), new
statements coming in all the time, and the map fitted again after every 50 people. What everyone truly
thinks is known.
"""

from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from benchmarks.ideal_points import NAMES, read
from benchmarks.measuring import ROOT, Contest, Table

SEEDS = (0, 1, 2)
REPLAYED = ("San Juan land bank", "NZ biodiversity", "vTaiwan Uber", "Bowling Green")
ASKED, LEAST = 20, 40
MILESTONES = (0, 1, 3, 5, 10, 20)
CHANCE, CLASSICAL, OURS = "chance", "classical priority", "Cairn"
WAYS = (CHANCE, CLASSICAL, OURS)
TOWN, VALLEY, ISLE = "Town", "Valley", "Isle"
PICTURE = "pictures/benchmarks/routing-replay.svg"


def cairn(n_votes):
    """Choose a hundred times for somebody with so many votes."""
    from cairn.engine.opinion.ideal.model import fit_ideal_map
    from cairn.engine.opinion.routing import next_statement, set_desk

    votes = read(NAMES["Bowling Green"])
    desk = set_desk(fit_ideal_map(votes, turns=40))
    person = int(np.diff(votes.starts).argmax())
    own = slice(votes.starts[person], votes.starts[person] + n_votes)
    cols, values = votes.cols[own], votes.values[own]
    return lambda: len({next_statement(desk, cols, values, seed=seed).statement for seed in range(100)})


def classical(n_votes):
    """Weigh every statement and draw, a hundred times."""
    from cairn.engine.opinion.map import draw

    votes = read(NAMES["Bowling Green"])
    drawn = draw(votes, n_splits=0)
    counts = np.stack([drawn.overall.disagree, drawn.overall.passed, drawn.overall.agree])
    is_left = ~votes.is_left_out
    return lambda: len(
        {_classical(counts, drawn.extremity, is_left, np.random.default_rng(seed)) for seed in range(100)}
    )


CONTESTS = (
    Contest(
        "Next statement: 100 choices",
        "Bowling Green (2,031 × 896): from somebody's votes to the statement to show, a hundred times.",
        {f"after {n_votes} votes": {"n_votes": n_votes} for n_votes in (0, 10, 100)},
        {"Cairn": cairn, CLASSICAL: classical},
    ),
)


def tables():
    """Yield what the replay and the world show."""
    replayed = {label: _replay(label) for label in REPLAYED}
    yield _needed(replayed)
    yield _world_table()


def _replay(label):
    """Return the mean log-loss after each number of votes, by way of choosing: (ways, ASKED + 1)."""
    votes = read(NAMES[label])
    losses = [loss for seed in SEEDS for loss in _replayed_once(votes, seed)]
    print(label, len(losses), np.mean(losses, axis=0).round(3)[:, MILESTONES].tolist(), flush=True)
    return np.mean(losses, axis=0), len(losses)


def _replayed_once(votes, seed):
    """Yield (ways, ASKED + 1) losses for each person taken out."""
    from cairn.engine.opinion.ideal.model import fit_ideal_map
    from cairn.engine.opinion.ideal.sides import sides_of
    from cairn.engine.opinion.map import draw
    from cairn.engine.opinion.routing import set_desk

    chance = np.random.default_rng(seed)
    n = len(votes.participants)
    is_out = np.zeros(n, np.bool_)
    is_out[chance.permutation(n)[: n // 5]] = True
    is_in = ~is_out[votes.rows]
    rest = replace(votes, rows=votes.rows[is_in], cols=votes.cols[is_in], values=votes.values[is_in])
    desk = set_desk(fit_ideal_map(rest, seed=seed))
    extremity = draw(rest, n_splits=0).extremity
    sides = sides_of(votes)
    for person in np.flatnonzero(is_out).tolist():
        own = sides.rows == person
        if own.sum() >= LEAST:
            yield _person(desk, extremity, sides.cols[own], sides.signs[own], chance)


def _person(desk, extremity, cols, signs, chance):
    """Ask one person in each way, and predict the half that is never asked."""
    from cairn.engine.opinion.ideal.placing import place, would_agree
    from cairn.engine.opinion.ideal.trial import losses

    order = chance.permutation(len(cols))
    may_ask, target = order[: len(cols) // 2], order[len(cols) // 2 :]
    answer = dict(zip(cols[may_ask].tolist(), signs[may_ask].tolist(), strict=True))
    seed = int(chance.integers(2**31))
    found = np.empty((len(WAYS), ASKED + 1))
    for way, name in enumerate(WAYS):
        ways_chance, asked = np.random.default_rng(seed), []
        for step in range(ASKED + 1):
            placed = place(desk.drawn, asked, [answer[j] for j in asked])
            said = would_agree(desk.drawn, placed, cols[target])
            found[way, step] = losses(said, signs[target] > 0).mean()
            is_left = np.zeros(len(desk.is_open), np.bool_)
            is_left[[j for j in answer if j not in asked]] = True
            if is_left.any():
                asked.append(_next(name, desk, extremity, is_left, (asked, answer), ways_chance))
    return found


def _next(name, desk, extremity, is_left, so_far, chance):
    """Choose one statement of those left, in one of the ways."""
    from cairn.engine.opinion.routing import next_statement

    asked, answer = so_far
    if name == OURS:
        open_to_us = replace(desk, is_open=is_left)
        values = [answer[j] for j in asked]
        return next_statement(open_to_us, asked, values, seed=int(chance.integers(2**31))).statement
    if name == CLASSICAL:
        return _classical(desk.counts[-1], extremity, is_left, chance)
    return int(chance.choice(np.flatnonzero(is_left)))


def _classical(counts, extremity, is_left, chance):
    """Draw by the classical priority."""
    from cairn.engine.opinion.statements import Tally, priorities

    disagree, _, agree = counts
    tally = Tally(agree[None], disagree[None], counts.sum(axis=0)[None])
    weight = priorities(tally, extremity, np.zeros(len(agree), np.bool_)) * is_left
    return int(chance.choice(len(weight), p=weight / weight.sum()))


def _needed(replayed):
    """Say how many votes each way needs for what chance reaches with 20, and what it has lost on the way."""
    rows = []
    for label, (loss, n) in replayed.items():
        goal = loss[0, ASKED]
        for way, name in enumerate(WAYS):
            shown = (f"{loss[way, step]:.3f}" for step in MILESTONES)
            rows.append((label, n, name, *shown, _first(loss[way], goal)))
    _draw({label: loss for label, (loss, _) in replayed.items()})
    columns = ("conversation", "people", "way", *(f"after {step}" for step in MILESTONES), "votes needed")
    return Table(
        "Next statement: votes needed (replay of real votes)",
        f"Log-loss of the votes never asked for, after so many answers; seeds {', '.join(map(str, SEEDS))}. "
        "Needed: answers to predict as well as after 20 by chance.",
        columns,
        tuple(rows),
        PICTURE,
    )


def _first(loss, goal):
    """Return after how many votes a loss first comes down to the goal, between steps by straight lines."""
    at = int(np.flatnonzero(loss <= goal + 1e-12)[0]) if (loss <= goal + 1e-12).any() else None
    if at is None:
        return f"over {ASKED}"
    part = (loss[at - 1] - goal) / (loss[at - 1] - loss[at]) if at else 0.0
    return f"{at - 1 + part:.1f}" if at else "0.0"


def _draw(replayed):
    from docs.pictures.style import ACCENT, MUTED, SECOND, picture

    labels = ("vTaiwan Uber", "Bowling Green")
    with picture(ROOT / "docs" / PICTURE, width=7.2, height=3.4, columns=2) as panels:
        for axes, label in zip(panels, labels, strict=True):
            looks = zip(replayed[label], WAYS, (MUTED, SECOND, ACCENT), (":", "--", "-"), strict=True)
            for loss, name, colour, dash in looks:
                axes.plot(range(ASKED + 1), loss, color=colour, ls=dash, label=name)
            axes.set(xlabel="answers so far", title=label, xticks=range(0, ASKED + 1, 5))
        panels[0].set_ylabel("log-loss of all else")
        panels[0].legend(loc="upper right")


class World:
    """A conversation of which everything is known."""

    def __init__(self, seed, n=600, m=100):
        """Make people of three constituencies, and statements of which 60 are there from the start."""
        chance = np.random.default_rng(seed)
        self.kind = chance.choice(3, n, p=[0.70, 0.25, 0.05])
        middle = np.array([[0.3, 0.2], [-1.0, 0.4], [0.2, -1.5]])
        self.people = middle[self.kind] + chance.normal(0, 0.8, (n, 2))
        self.appeal, self.direction = chance.normal(0.3, 0.7, m), chance.normal(0, 0.8, (m, 2))
        self.agrees = ndtr(chance.normal(0, 0.3, n)[:, None] + self.appeal + self.people @ self.direction.T)
        self.comes_at = np.concatenate([np.zeros(60), np.linspace(0, n * 0.9, m - 60)])
        self.n_votes = 4 + chance.geometric(1 / 10, n)
        self.answers = np.where(chance.random((n, m)) < self.agrees, 1, -1)
        self.answers[chance.random((n, m)) < 0.1] = 0
        self.names = np.array([TOWN, VALLEY, ISLE])[self.kind]


def _run(world, way, seed):
    """Let everyone come and vote, choosing in one way; return the votes."""
    from cairn.engine.opinion.ideal.model import fit_ideal_map
    from cairn.engine.opinion.map import draw
    from cairn.engine.opinion.routing import count_vote, set_desk

    chance = np.random.default_rng(seed)
    n, m = world.agrees.shape
    cells, desk, extremity = [], None, np.full(m, np.nan)
    counts = np.zeros((3, m), np.int64)
    for person in range(n):
        if person % 50 == 0 and person:
            votes = _votes(world, cells)
            if way == OURS:
                declared = {str(i): world.names[i] for i in range(person)}
                desk = set_desk(fit_ideal_map(votes, seed=seed, turns=160), declared)
            if way == CLASSICAL:
                extremity = draw(votes, n_splits=0).extremity
        is_left = world.comes_at <= person
        asked, values = [], []
        for _ in range(min(int(world.n_votes[person]), int(is_left.sum()))):
            pick = _pick(
                way, (desk, counts, extremity), is_left, (asked, values, world.names[person]), chance
            )
            answer = int(world.answers[person, pick])
            asked.append(pick)
            values.append(answer)
            cells.append((person, pick, answer))
            is_left[pick] = False
            counts[answer + 1, pick] += 1
            if desk is not None:
                known = world.names[person] in desk.constituencies
                desk = count_vote(desk, pick, answer, *([world.names[person]] if known else []))
    return _votes(world, cells)


def _pick(way, state, is_left, who, chance):
    from cairn.engine.opinion.routing import EVERYONE, next_statement

    desk, counts, extremity = state
    asked, values, name = who
    if way == OURS and desk is not None:
        name = name if name in desk.constituencies else EVERYONE
        now = replace(desk, is_open=is_left)
        seed = int(chance.integers(2**31))
        return next_statement(now, asked, values, constituency=name, seed=seed).statement
    if way == CLASSICAL:
        return _classical(counts, extremity, is_left, chance)
    return int(chance.choice(np.flatnonzero(is_left)))


def _votes(world, cells):
    from cairn.engine.opinion.votes import votes_from_cells

    n, m = world.agrees.shape
    rows, cols, values = np.array(cells).T
    return votes_from_cells(
        [str(i) for i in range(n)], [str(j) for j in range(m)], (rows, cols, values), moderated=np.zeros(m)
    )


def _world_table():
    """Run the world in each way, and say what is known at the end."""
    rows = []
    for way in WAYS:
        found = np.mean([_known(World(seed), way, seed) for seed in SEEDS], axis=0)
        print(way, found.round(4).tolist(), flush=True)
        loss, off_isle, off_valley, none_isle, tenth_isle, least, newest = found
        rows.append(
            (
                way,
                f"{loss:.3f}",
                f"{off_isle * 100:.1f}",
                f"{off_valley * 100:.1f}",
                f"{none_isle:.0%}",
                f"{tenth_isle:.1f}",
                f"{least:.1f}",
                f"{newest:.0f}",
            )
        )
    return Table(
        "Next statement: coverage (an invented conversation, all of it known)",
        f"600 people, 100 statements of which 40 come in on the way; seeds {', '.join(map(str, SEEDS))}. "
        "Error: of a constituency's share of agreement, in points (root mean square over statements).",
        (
            "way",
            "log-loss of all not asked",
            "error, Isle (5 %)",
            "error, Valley (25 %)",
            "no vote of Isle",
            "tenth of statements below (Isle)",
            "least votes on any",
            "votes on the 10 newest",
        ),
        tuple(rows),
    )


def _known(world, way, seed):
    """Return what is known at the end of one run."""
    from cairn.engine.opinion.ideal.model import fit_ideal_map, probability

    votes = _run(world, way, seed)
    n, m = world.agrees.shape
    drawn = fit_ideal_map(votes, seed=seed)
    is_asked = np.zeros((n, m), np.bool_)
    order = np.array([int(one) for one in votes.participants])
    is_asked[order[votes.rows], votes.cols] = True
    rows, cols = np.nonzero(~is_asked[order])
    said, true = probability(drawn, rows, cols), world.agrees[order[rows], cols]
    loss = -(true * np.log(said) + (1 - true) * np.log(1 - said)).mean()
    kind = world.kind[order[votes.rows]]
    by_kind = np.stack([np.bincount(votes.cols[kind == at], minlength=m) for at in range(3)])
    errors = [_error(world, votes, kind, at) for at in (2, 1)]
    total = by_kind.sum(axis=0)
    return (
        loss,
        *errors,
        (by_kind[2] == 0).mean(),
        np.quantile(by_kind[2], 0.1),
        total.min(),
        total[-10:].mean(),
    )


def _error(world, votes, kind, at):
    """Return how far a constituency's share of agreement, one vote added to each side, is from the truth."""
    m = world.agrees.shape[1]
    agree, disagree = (
        np.bincount(votes.cols[(kind == at) & (votes.values == value)], minlength=m) for value in (1, -1)
    )
    truth = world.agrees[world.kind == at].mean(axis=0)
    return np.sqrt((((agree + 1) / (agree + disagree + 2) - truth) ** 2).mean())
