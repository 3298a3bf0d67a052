"""Files on their way: kept aside between the steps of sending one, and never part of the data until stored.

Each lies under a name nobody can guess, which only the sender's own session knows; after a day it is gone.
"""

import re
import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings

KEPT_FOR = timedelta(days=1)
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}\Z")


def folder():
    """Return the private folder of files on their way."""
    place = Path(settings.MEDIA_ROOT) / "pending"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def keep(file, *, now):
    """Keep an uploaded file and return its token; older ones that nobody came back to are taken away."""
    sweep(now)
    token = secrets.token_urlsafe(24)
    part = folder() / f"{token}.part"
    part.touch(mode=0o600)
    with part.open("wb") as kept:
        for block in file.chunks():
            kept.write(block)
    part.rename(folder() / token)  # whole, or not there
    return token


def path_of(token, *, now):
    """Return where a file is kept; None if it is no longer."""
    path = folder() / token
    if not TOKEN.match(token) or not path.is_file():
        return None
    return path if now.timestamp() - path.stat().st_mtime < KEPT_FOR.total_seconds() else None


def drop(token):
    """Take a kept file away."""
    if TOKEN.match(token):
        (folder() / token).unlink(missing_ok=True)


def sweep(now):
    """Take away what has lain longer than a day, whole or not."""
    for path in folder().iterdir():
        if now.timestamp() - path.stat().st_mtime >= KEPT_FOR.total_seconds():
            path.unlink(missing_ok=True)
