"""How declared constituencies are told: as plain values, and as tables. No command of its own."""

from cairn.config.cli.map_input import say_below, shortened
from cairn.config.cli.output import print_table, say

STATUS = ("shown", "small", "protecting")
SHOWN = 5  # rows of a table meant to be read
AT_ONCE = 4  # statements beside one another


def as_json(found, votes):
    """Return agreement, participation and bridging as plain values; null for what is held back."""
    return {
        "constituencies": [_constituency(found, votes, row) for row in range(len(found.rows.names))],
        "participation": {
            "verdict": found.participation.verdict,
            "people": found.participation.people,
            "population": found.participation.population,
            "rate": found.participation.rate,
            "reached": [_reach(one) for one in found.participation.reached],
        },
        "bridging": {
            "verdict": found.bridging.verdict,
            "statements": [_bridge(one, votes) for one in found.bridging.ranked],
        },
    }


def _constituency(found, votes, row):
    """Tell one row; the counts of a cell held back are null, its estimate is everybody's."""
    agreement, pooled, rows = found.agreement, found.agreement.pooled, found.rows
    is_last = bool(rows.together) and row == len(rows.names) - 1
    columns = {
        "id": votes.statements,
        "agree": _counts(agreement.agree[row]),
        "disagree": _counts(agreement.disagree[row]),
        "pass": _counts(agreement.passed[row]),
        "seen": _counts(agreement.seen[row]),
        "agreement": pooled.share[0, row].tolist(),
        "low": pooled.low[0, row].tolist(),
        "high": pooled.high[0, row].tolist(),
        "disagreement": pooled.share[1, row].tolist(),
        "is_suppressed": (~agreement.is_shown[row]).tolist(),
        "status": [STATUS[one] for one in agreement.status[row].tolist()],
    }
    size = int(rows.sizes[row])
    return {
        "name": rows.names[row],
        "size": size if size >= rows.min_size else None,
        "min_size": rows.min_size,
        "includes": list(rows.together) if is_last else [],
        "statements": [
            dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)
        ],
    }


def _counts(values):
    return [None if value < 0 else value for value in values.tolist()]


def _reach(one):
    return {
        "name": one.name,
        "people": one.people,
        "population": one.population,
        "rate": one.rate,
        "expected": one.expected,
        "ratio": one.ratio,
        "low": one.low,
        "high": one.high,
        "standing": one.standing,
        "includes": list(one.includes),
    }


def _bridge(one, votes):
    return {
        "id": votes.statements[one.statement],
        "standing": one.standing,
        "score": one.score,
        "geometric": one.geometric,
        "weakest": None if one.weakest is None else {"name": one.weakest.name, "kind": one.weakest.kind},
        "share": one.share,
        "too_few_votes_in": [{"name": block.name, "kind": block.kind} for block in one.short],
        "reason": one.in_words,
    }


def print_constituencies(found, votes, texts, listed):
    """Print who took part, agreement on the statements `listed` (columns), and what bridges.

    `texts` maps the id of a statement to its words.
    """
    say(f"\n{found.participation.verdict}")
    if found.participation.population:
        rows = [_reached_row(one) for one in found.participation.reached]
        columns = ("constituency", "people", "population", "rate", "ratio", "")
        print_table("\nWho took part (ratio 1: in proportion to its people; 95 % interval)", columns, rows)
    ids = votes.statements
    listed = listed[:AT_ONCE]
    rows = [(name, *(_cell(found, row, j) for j in listed)) for row, name in enumerate(found.rows.names)]
    columns = ("constituency", *(f"on {ids[j]}" for j in listed))
    print_table("\nAgreement with statements, in per cent (95 % interval)", columns, rows)
    for j in listed:
        say(f"  {ids[j]}: {shortened(texts[ids[j]])}")
    if found.rows.together:
        say(f"Too few to be told apart: {', '.join(found.rows.together)}.")
    say(f"\n{found.bridging.verdict}")
    for one in found.bridging.ranked[:SHOWN]:
        key = ids[one.statement]
        say(f"  {key}: {shortened(texts[key])}")
        say_below(one.in_words, 5)


def _reached_row(one):
    ratio = "" if one.ratio is None else f"{one.ratio:.2f} ({one.low:.2f}–{one.high:.2f})"
    people = "held back" if one.people is None else f"{one.people:,}"
    population = "unknown" if one.population is None else f"{one.population:,}"
    rate = "" if one.rate is None else f"{one.rate:.1%}"
    return one.name, people, population, rate, ratio, one.standing


def _cell(found, row, j):
    if not found.agreement.is_shown[row, j]:
        return "held back"
    pooled = found.agreement.pooled
    share, low, high = (100 * part[0, row, j] for part in (pooled.share, pooled.low, pooled.high))
    return f"{share:.0f} ({low:.0f}–{high:.0f})"
