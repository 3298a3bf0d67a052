"""All that is said of declared constituencies, together, on invented and on real votes."""

import numpy as np
import pytest

from cairn.engine.opinion.map import draw
from cairn.engine.opinion.votes import votes_from_matrix
from cairn.engine.representation import constituencies
from tests.engine.opinion.conversations import read


def test_constituencies_come_first_and_groups_beside_them():
    matrix = [[1, 1]] * 12 + [[1, -1]] * 12
    where = {str(i): "North" if i % 2 else "South" for i in range(24)}
    found = constituencies(
        votes_from_matrix(matrix),
        where,
        populations={"North": 100, "South": 100},
        groups=(np.repeat([0, 1], 12), ("A", "B")),
    )
    assert found.rows.names == ("North", "South")
    assert found.agreement.agree.tolist() == [[12, 6], [12, 6]]
    assert [one.standing for one in found.participation.reached] == ["in proportion"] * 2
    assert [block.name for block in found.bridging.blocks] == ["North", "South", "A", "B"]
    assert [one.standing for one in found.bridging.ranked] == ["bridges", "does not bridge"]
    assert found.verdict == (
        "24 of 200 people took part (12.0%). On 1 of 2 statements more than half surely agree in both "
        "constituencies and both groups."
    )
    for part in ("Dirichlet-multinomial", "finite population", "surely agrees"):
        assert part in found.rule


def test_without_groups_constituencies_stand_alone():
    found = constituencies(votes_from_matrix([[1]] * 10), {str(i): "N" for i in range(10)})
    assert found.verdict == (
        "No populations are declared, so nobody can say who is missing. On 1 of 1 statements more than half "
        "surely agree in the one constituency."
    )


@pytest.mark.shared
def test_real_votes_in_uneven_constituencies(shared_data):
    """People dealt blindly into constituencies of very different size: none differs from the others much."""
    votes = read(shared_data / "conversations" / "vtaiwan.uberx").votes
    chance = np.random.default_rng(1)
    names = chance.choice(
        ["East", "Isle", "North", "South"], len(votes.participants), p=[0.18, 0.02, 0.5, 0.3]
    )
    drawn = draw(votes, n_splits=0)
    found = constituencies(
        votes,
        dict(zip(votes.participants, names.tolist(), strict=True)),
        groups=(drawn.labels, tuple(group.id for group in drawn.groups)),
    )
    pooled, shown = found.agreement.pooled, found.agreement.is_shown
    assert shown[:, drawn.overall.seen > 600].all(axis=0).mean() > 0.8
    assert found.agreement.pooled.strength > 100  # blind dealing makes them alike
    width = (pooled.high - pooled.low)[0]
    assert (width > 0).all()
    everyone = drawn.overall.agree / np.maximum(drawn.overall.seen, 1)
    inside = (pooled.low[0] <= everyone) & (everyone <= pooled.high[0])
    assert inside[:, drawn.overall.seen > 200].mean() > 0.93
