"""Slates beside abcvoting, cost against size, who is covered on real votes, how sure pooled shares are."""

from pathlib import Path

import numpy as np

from benchmarks.measuring import SHARED, Contest, NotMeasured, Table

CONVERSATIONS = {
    "Bowling Green": "american-assembly.bowling-green",
    "Canada electoral": "canadian-electoral-reform",
    "Brexit": "brexit-consensus",
    "NZ biodiversity": "scoop-hivemind.biodiversity",
    "San Juan land bank": "ssis.land-bank-farmland.2rumnecbeh.2021-08-01",
    "vTaiwan Uber": "vtaiwan.uberx",
}
SIZE = 8
REAL = {"Bowling Green, 1,579 × 607": {"people": 0}}
SIZES = {f"{n:,} × 200": {"people": n} for n in (1_600, 16_000, 160_000)}
PEER_RULES = {"phragmen": "seqphragmen", "equal-shares": "equal-shares", "pav": "seqpav"}
WHAT = "Approvals in memory, in the form each takes, to the answer."


def _read(name):
    """Return the votes of a shared conversation."""
    from cairn.engine.opinion.export import FILES, read_export

    folder = SHARED / "conversations" / name
    if not folder.is_dir():
        raise NotMeasured(f"needs the shared data in {Path(*folder.parts[-3:])}")
    paths = [folder / file for file in FILES if (folder / file).exists()]
    files = {path.name: path.open("rb") for path in paths}
    try:
        return read_export(files).votes
    finally:
        for file in files.values():
            file.close()


def _table(people):
    """Return who approves what: real votes with the unseen filled (0), or invented ones of so many people."""
    if people:
        chance = np.random.default_rng(people)
        camp = chance.random((4, 200)) * 0.9
        return chance.random((people, 200)) < camp[chance.integers(0, 4, people)]
    from cairn.engine.opinion.map import draw
    from cairn.engine.representation.approvals import approvals, candidates, chances_to_agree

    votes = _read(CONVERSATIONS["Bowling Green"])
    drawn = draw(votes, n_splits=0)
    columns = candidates(votes, contested=False)
    filled = approvals(votes, columns, chances_to_agree(votes, drawn.labels), n_parts=1)
    return filled.table[drawn.is_clustered]


def _ours(people, rule):
    from cairn.engine.representation.rules import choose

    table = _table(people)
    weights = np.ones(len(table), np.int64)
    return lambda: " ".join(
        str(c) for c in sorted(one.column for one in choose(table, weights, SIZE, rule)[0])
    )


def _peer(people, rule):
    from abcvoting import abcrules

    profile = _profile(_table(people))
    return lambda: " ".join(str(c) for c in sorted(abcrules.compute(PEER_RULES[rule], profile, SIZE)[0]))


def _profile(table):
    from abcvoting.preferences import Profile

    profile = Profile(table.shape[1])
    profile.add_voters([np.flatnonzero(row).tolist() for row in table])
    return profile


def phragmen(people):
    """Choose by Phragmén."""
    return _ours(people, "phragmen")


def phragmen_peer(people):
    """Choose by Phragmén, with abcvoting."""
    return _peer(people, "phragmen")


def equal_shares(people):
    """Choose by Equal Shares, completed by Phragmén."""
    return _ours(people, "equal-shares")


def equal_shares_peer(people):
    """Choose by Equal Shares, completed by Phragmén, with abcvoting."""
    return _peer(people, "equal-shares")


def pav(people):
    """Choose by sequential PAV."""
    return _ours(people, "pav")


def pav_peer(people):
    """Choose by sequential PAV, with abcvoting."""
    return _peer(people, "pav")


def ejr_plus(people):
    """Check EJR+ for the first eight statements."""
    from cairn.engine.representation.certificate import claims, is_violated

    table = _table(people)
    weights = np.ones(len(table), np.int64)
    return lambda: str(not is_violated(claims(table, weights, list(range(SIZE)), SIZE)))


def ejr_plus_peer(people):
    """Check EJR+ for the first eight statements, with abcvoting."""
    from abcvoting.properties import check_EJR_plus

    profile = _profile(_table(people))
    return lambda: str(check_EJR_plus(profile, set(range(SIZE))))


def _real(title, ours, theirs):
    return Contest(
        f"A slate of {SIZE} on real votes: {title}",
        WHAT,
        REAL,
        {"Cairn": ours, "abcvoting": theirs},
        same_answers=True,
    )


def _sizes(title, ours, theirs):
    return Contest(
        f"A slate of {SIZE} as people grow: {title}",
        WHAT,
        SIZES,
        {"Cairn": ours, "abcvoting": theirs},
        runs=1,
        once=True,
        same_answers=True,
        left_out={("160,000 × 200", "abcvoting"): "minutes; see the smaller sizes"},
        curve="people",
    )


CONTESTS = (
    _real("Phragmén", phragmen, phragmen_peer),
    _real("Equal Shares", equal_shares, equal_shares_peer),
    _real("sequential PAV", pav, pav_peer),
    _real("the EJR+ check", ejr_plus, ejr_plus_peer),
    _sizes("Phragmén", phragmen, phragmen_peer),
    _sizes("Equal Shares", equal_shares, equal_shares_peer),
)


def tables():
    """Tell how slates cover groups on real votes, and how often pooled intervals are right."""
    yield _covered()
    yield _calibrated()


def _covered():
    from cairn.engine.opinion.map import draw

    rows = []
    for title, name in CONVERSATIONS.items():
        votes = _read(name)
        rows += _of_conversation(title, votes, draw(votes))
    return Table(
        "A slate of 8 of what is contested, on real votes",
        "Statements that 20 to 70 % agree with of those who took a side; the unseen estimated by ideal "
        "points, in 4 parts, seed 0. Coverage: share of the least covered group that agrees with any. "
        "By count: the most approved. By rate: the highest share of agreement among those who saw it.",
        (
            "conversation (people, statements)",
            "rule",
            "EJR+",
            "least covered group",
            "in it, said so",
            "everyone",
        ),
        tuple(rows),
    )


def _of_conversation(title, votes, drawn):
    from cairn.engine.opinion.ideal.model import fit_ideal_map, probability
    from cairn.engine.representation.approvals import approvals, candidates, chances_to_agree
    from cairn.engine.representation.bridging import Block
    from cairn.engine.representation.certificate import Voice, certify
    from cairn.engine.representation.rules import RULES, choose

    n, m = len(votes.participants), len(votes.statements)
    placed = fit_ideal_map(votes)
    if_side = np.array([probability(placed, np.full(m, i), np.arange(m)) for i in range(n)])
    chances = chances_to_agree(votes, drawn.labels, np.nan_to_num(if_side, nan=0.5))
    columns = candidates(votes, contested=True)
    given = approvals(votes, columns, chances)
    rate = (drawn.overall.agree / np.maximum(drawn.overall.seen, 1))[columns]
    slates = {
        "by count": np.argsort(-given.table.sum(axis=0), kind="stable")[:SIZE].tolist(),
        "by rate": np.argsort(-rate, kind="stable")[:SIZE].tolist(),
    }
    for rule in RULES:
        chosen, _ = choose(given.table, given.weights, SIZE, rule)
        slates[rule] = [one.column for one in chosen]
    nothing = np.zeros(len(columns), bool)
    voices = [
        Voice(Block(group.id, "group"), drawn.labels == at, nothing, nothing * 0.0)
        for at, group in enumerate(drawn.groups)
    ]
    where = f"{title} ({n:,}, {len(columns)})"
    for rule, slate in slates.items():
        found = certify(given, slate, SIZE, voices)
        worst = found.worst
        yield (
            where,
            rule,
            "holds" if found.ejr_plus else "violated",
            f"{worst.block.name}, {worst.people:,}: {worst.covered:.3f}",
            f"{worst.stated:.3f}",
            f"{found.overall.covered:.3f}",
        )


def _calibrated():
    """Draw true shares and votes around them, and count how often the intervals hold the truth."""
    from cairn.engine.opinion.statements import wilson
    from cairn.engine.representation.pooling import pool

    sizes, rows = [4, 6, 10, 20, 40, 120, 300], []
    for strength in (3, 10, 30, 100):
        chance = np.random.default_rng(strength)
        centre = chance.dirichlet([2, 1.5, 0.7], 400)
        theta = np.stack([[chance.dirichlet(strength * one) for one in centre] for _ in sizes])
        seen = chance.poisson(np.array(sizes)[:, None], (len(sizes), len(centre)))
        drawn = [
            [chance.multinomial(n, p) for n, p in zip(*row, strict=True)]
            for row in zip(seen, theta, strict=True)
        ]
        votes = np.moveaxis(np.array(drawn), 2, 0)
        found = pool(votes, np.ones(seen.shape, bool), np.zeros((3, len(centre)), int))
        truth = theta[:, :, 0]
        low, high = wilson(votes[0], seen)
        for name, ends in (("pooled", (found.low[0], found.high[0])), ("each alone (Wilson)", (low, high))):
            held, width = (ends[0] <= truth) & (truth <= ends[1]), ends[1] - ends[0]
            told = [f"{found.strength:.1f}" if name == "pooled" else ""]
            told += [f"{held.mean():.3f}", f"{held[:3].mean():.3f}", f"{width[:3].mean():.2f}"]
            rows.append((strength, name, *told))
    return Table(
        "How often a 95 % interval of a constituency's agreement is right",
        "Simulated: 400 statements, 7 constituencies with about 4, 6, 10, 20, 40, 120 and 300 votes on each, "
        "their shares drawn around the statement's with the strength given; the seed is the strength. "
        "Small: the first three.",
        ("strength", "intervals", "strength found", "right", "right, small", "width, small"),
        tuple(rows),
    )
