"""Open the shared conversations, and make conversations out of nothing."""

import io
from contextlib import ExitStack

import numpy as np

from cairn.engine.opinion.export import FILES, read_export

NAMES = (
    "american-assembly.bowling-green",
    "bg2050-volunteers",
    "brexit-consensus",
    "canadian-electoral-reform",
    "london.youth.policing",
    "scoop-hivemind.biodiversity",
    "ssis.land-bank-farmland.2rumnecbeh.2021-08-01",
    "vtaiwan.uberx",
)
SUMMARY = b"topic,Parks\nconversation-description,\n"
COMMENTS = (
    b"timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    b'1000,0,ann,2,0,1,More benches\n2000,1,ben,1,1,-1,"Fewer, better paths"\n3000,10,,0,0,0,=SUM(A1)\n'
)
VOTES = (
    b"timestamp,datetime,comment-id,voter-id,vote\n"
    b"1,,0,ann,1\n2,,1,ann,-1\n3,,0,ben,-1\n4,,0,ben,1\n5,,10,ben,0\n"
)
WIDE = (
    b"participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,10\n"
    b"ann,0,1,2,1,1,1,-1,\nben,,1,2,1,0,1,,0\n"
)


def read(folder, *, without=None):
    """Read the export in a folder, all of it or without one file."""
    with ExitStack() as files:
        paths = [folder / name for name in FILES if (folder / name).exists() and name != without]
        return read_export({path.name: files.enter_context(path.open("rb")) for path in paths})


def streams(**changed):
    """Return the files of a tiny export, some replaced (None: missing)."""
    files = {"summary": SUMMARY, "comments": COMMENTS, "votes": VOTES, "wide": None} | changed
    names = {
        "summary": "summary.csv",
        "comments": "comments.csv",
        "votes": "votes.csv",
        "wide": "participants-votes.csv",
    }
    return {names[key]: io.BytesIO(data) for key, data in files.items() if data is not None}


def two_camps(n=60, m=20, *, seed=1, density=0.7):
    """Return a dense matrix of votes of two camps of equal size, with cells unseen."""
    chance = np.random.default_rng(seed)
    side = np.where(np.arange(n) % 2, 1, -1)
    lean = np.where(np.arange(m) % 2, 1, -1)
    matrix = (side[:, None] * lean * np.where(chance.random((n, m)) < 0.9, 1, -1)).astype(float)
    matrix[chance.random((n, m)) > density] = np.nan
    return matrix


def write_camps(folder, comments):
    """Write an export of two camps: sixty people and votes on twenty statements; `comments` are its rows."""
    (folder / "summary.csv").write_text("topic,Parks [and paths]\n")
    (folder / "comments.csv").write_text("\n".join(["comment-id,moderated,comment-body", *comments]))
    header = "participant,group-id," + ",".join(map(str, range(20)))
    rows = [
        f"{i},," + ",".join("" if np.isnan(vote) else str(int(vote)) for vote in row)
        for i, row in enumerate(two_camps().tolist())
    ]
    (folder / "participants-votes.csv").write_text("\n".join([header, *rows]))
    return folder
