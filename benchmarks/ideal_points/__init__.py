"""The ideal-point map beside the classical map and a Community-Notes-like factorisation: hidden votes, cost.

The trial is the published one: statements moderated out are dropped; of people and statements with ten votes
or more, a tenth of the votes that take a side is hidden; each model is fitted to the rest and says how likely
each hidden vote was to agree; mean of three seeds. Rivals are in `rivals`.
"""

import numpy as np

from benchmarks.ideal_points import rivals
from benchmarks.measuring import ROOT, SHARED, Contest, NotMeasured, Table

SEEDS = (0, 1, 2)
NAMES = {
    "brexit": "brexit-consensus",
    "BG2050 volunteers": "bg2050-volunteers",
    "Canada electoral": "canadian-electoral-reform",
    "San Juan land bank": "ssis.land-bank-farmland.2rumnecbeh.2021-08-01",
    "NZ biodiversity": "scoop-hivemind.biodiversity",
    "vTaiwan Uber": "vtaiwan.uberx",
    "Bowling Green": "american-assembly.bowling-green",
    "London youth": "london.youth.policing",
}
CLASSICAL, NOTES = "classical map, calibrated", "Community-Notes-like"
OURS = {"1-D": 1, "2-D (default)": 2, "4-D": 4, "6-D": 6}
DEFAULT = "2-D (default)"
PICTURE = "pictures/benchmarks/ideal_points-calibration.svg"


def read(name):
    """Read a shared conversation; statements about it itself take part, as in the published trial."""
    from dataclasses import replace

    from cairn.engine.opinion.export import FILES, read_export

    folder = SHARED / "conversations" / name
    if not folder.is_dir():
        raise NotMeasured(f"no data in {folder.parent}")
    files = {one: (folder / one).open("rb") for one in FILES if (folder / one).is_file()}
    try:
        votes = read_export(files).votes
    finally:
        for file in files.values():
            file.close()
    return replace(votes, is_meta=np.zeros(len(votes.statements), np.bool_))


def synthetic(n, m, n_votes, *, seed=20_26):
    """Make votes of people on a plane, who vote more or less often."""
    from cairn.engine.opinion.votes import votes_from_cells

    chance = np.random.default_rng(seed)
    places, directions = chance.normal(size=(n, 2)), chance.normal(0, 0.8, (m, 2))
    often = chance.gamma(1.5, size=n)
    extra = n_votes + n_votes // 5
    cells = chance.choice(n, extra, p=often / often.sum()).astype(np.int64) * m + chance.integers(0, m, extra)
    cells = np.sort(chance.permutation(np.unique(cells))[:n_votes])
    rows, cols = np.divmod(cells, m)
    score = chance.normal(0.3, 0.8, m)[cols] + chance.normal(size=len(cells))
    for axis in (0, 1):
        score += places[rows, axis] * directions[cols, axis]
    values = np.where(np.abs(score) < 0.2, 0, np.sign(score)).astype(np.int8)
    return votes_from_cells([str(i) for i in range(n)], [str(j) for j in range(m)], (rows, cols, values))


def cairn(name=None, people=None, statements=None, turns=None):
    """Fit the map in two directions; the answer is the share of people whose side is sure."""
    from cairn.engine.opinion.ideal.model import fit_ideal_map

    votes = read(name) if name else synthetic(people, statements, people * 100)
    return lambda: fit_ideal_map(votes, turns=turns).verdict.split(". ")[0]


def notes(name):
    """Fit the factorisation; the answer is its mean."""
    votes = read(name)
    nobody = np.zeros(0, np.int32)
    return lambda: str(len(rivals.notes_say(votes, nobody, nobody, 0)))


CONTESTS = (
    Contest(
        "Ideal-point map: cost",
        "Votes in memory to positions with their covariances (Cairn), to one factor without any (the other).",
        {name: {"name": NAMES[name]} for name in ("brexit", "vTaiwan Uber", "Bowling Green")},
        {"Cairn": cairn, NOTES: notes},
        runs=1,
        once=True,
    ),
    Contest(
        "Ideal-point map: cost against size",
        "100 votes each on average; 160 turns, as by default at this size.",
        {
            f"{n:,} × {m:,}, {n * 100:,} votes": {"people": n, "statements": m, "turns": 160}
            for n, m in ((1_000, 200), (10_000, 200), (100_000, 2_000))
        },
        {"Cairn": cairn},
        runs=1,
        once=True,
        curve="people",
    ),
)


def tables():
    """Yield log-losses by conversation, how sure the differences are, and calibration."""
    said, agreed = {}, {}
    for label, name in NAMES.items():
        for seed in SEEDS:
            said[label, seed], agreed[label, seed] = _predict(name, seed)
            print(
                label,
                seed,
                {model: round(_loss(p, agreed[label, seed]), 4) for model, p in said[label, seed].items()},
                flush=True,
            )
    yield _losses(said, agreed)
    yield _differences(said, agreed)
    yield _calibration(said, agreed)


def _predict(name, seed):
    """Hide, fit every model, and return what each says of the hidden votes, and what came."""
    from cairn.engine.opinion.ideal.model import fit_ideal_map, probability
    from cairn.engine.opinion.ideal.trial import hide

    hidden = hide(read(name), seed=seed)
    asked = hidden.rest, hidden.rows, hidden.cols
    said = {
        "statement's share": rivals.shares(*asked, seed),
        CLASSICAL: rivals.classical(*asked, seed),
        NOTES: rivals.community_notes(*asked, seed),
    }
    for model, dims in OURS.items():
        drawn = fit_ideal_map(hidden.rest, dims=dims, seed=seed)
        said[model] = probability(drawn, hidden.rows, hidden.cols)
    return said, hidden.is_agree


def _loss(said, agreed):
    from cairn.engine.opinion.ideal.trial import losses

    return float(losses(said, agreed).mean())


def _losses(said, agreed):
    models = tuple(next(iter(said.values())))
    rows = []
    for label in NAMES:
        mean = [
            np.mean([_loss(said[label, seed][model], agreed[label, seed]) for seed in SEEDS])
            for model in models
        ]
        rows.append((label, len(agreed[label, 0]), *mean))
    for title, picked in (("mean of 7 (as published)", rows[:7]), ("mean of all 8", rows)):
        means = [float(np.mean([row[2 + at] for row in picked])) for at in range(len(models))]
        rows = [*rows, (title, "", *means)]
    return Table(
        "Hidden votes: log-loss",
        f"Mean of seeds {', '.join(map(str, SEEDS))} (the same hidden votes for every model); lower is "
        "better. "
        "London (26 people) is not in the published table.",
        ("conversation", "hidden", *models),
        tuple((name, n, *(f"{one:.3f}" for one in figures)) for name, n, *figures in rows),
    )


def _differences(said, agreed):
    """Say how sure it is that the default is better: wins, and the paired difference with its error."""
    from cairn.engine.opinion.ideal.trial import losses

    rows = []
    for rival in ("statement's share", CLASSICAL, NOTES):
        for ours in (DEFAULT, "6-D"):
            gains = {
                key: losses(said[key][rival], agreed[key]) - losses(said[key][ours], agreed[key])
                for key in said
            }
            wins = sum(float(one.mean()) > 0 for one in gains.values())
            by_name = [np.mean([gains[label, seed].mean() for seed in SEEDS]) for label in NAMES]
            error = float(np.std(by_name, ddof=1) / np.sqrt(len(by_name)))
            rows.append(
                (
                    rival,
                    ours,
                    f"{np.mean(by_name):.3f} ± {1.96 * error:.3f}",
                    f"{min(by_name):.3f}",
                    f"{wins} of {len(gains)}",
                )
            )
    return Table(
        "Hidden votes: how sure the gain is",
        "Loss of the rival minus ours on the same votes: mean over the 8 conversations with its 95 % "
        "interval (over conversations), the worst conversation, and in how many of 24 trials ours is better.",
        ("rival", "ideal point", "gain", "least", "better in"),
        tuple(rows),
    )


def _calibration(said, agreed):
    """Pool all hidden votes, and compare what was said with what came."""
    from cairn.engine.opinion.ideal.trial import calibration

    came = np.concatenate([agreed[key] for key in said])
    bins = {
        model: calibration(np.concatenate([said[key][model] for key in said]), came)
        for model in (CLASSICAL, NOTES, DEFAULT)
    }
    _draw(bins)
    rows = []
    for model, parts in bins.items():
        gap = sum(part.n * abs(part.said - part.came) for part in parts) / len(came)
        rows.append(
            (model, *(f"{part.said * 100:.0f} → {part.came * 100:.0f}" for part in parts), f"{gap * 100:.1f}")
        )
    return Table(
        "Hidden votes: what was said and what came",
        f"{len(came):,} hidden votes of all conversations and seeds, by what was said: % agreement said → "
        "% that came; the gap is the mean distance, in points.",
        ("model", *(f"{low}–{low + 10} %" for low in range(0, 100, 10)), "gap"),
        tuple(rows),
        PICTURE,
    )


def _draw(bins):
    from docs.pictures.style import ACCENT, MUTED, SECOND, THIRD, picture

    with picture(ROOT / "docs" / PICTURE, width=7.2, height=4.2) as axes:
        axes.plot([0, 100], [0, 100], color=MUTED, lw=0.8, ls=":")
        looks = ((CLASSICAL, SECOND, "s", "--"), (NOTES, THIRD, "^", "-."), (DEFAULT, ACCENT, "o", "-"))
        for model, colour, shape, dash in looks:
            x, y = ([getattr(part, of) * 100 for part in bins[model]] for of in ("said", "came"))
            name = "ideal points, 2-D" if model == DEFAULT else model
            axes.plot(x, y, color=colour, marker=shape, ls=dash, label=name)
        axes.set(xlabel="said: % likely to agree", ylabel="came: % that agreed", xlim=(0, 100), ylim=(0, 100))
        axes.set_title("Of hidden votes said to be 80 % likely, 80 % should come")
        axes.legend(loc="upper left")
