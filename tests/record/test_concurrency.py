"""Two who append at the same time never take one place, on either database."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from cairn.record import queries
from cairn.record.actions import append, open_log
from cairn.record.verify import verify
from tests.factories import AT

WRITERS, EACH = 4, 12


@pytest.mark.django_db(transaction=True)
def test_concurrent_appends_take_places_of_their_own():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an SQLite database in memory has one connection; the next test has a file")
    log, start = open_log(origin="cairn/busy", at=AT), Barrier(WRITERS)

    def write(_writer):
        start.wait()
        try:
            for _n in range(EACH):
                with transaction.atomic():
                    append(log, "stone_laid", log, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(write, range(WRITERS)))
    assert verify(queries.exported(log)).entries == WRITERS * EACH


WRITE = """
import django; django.setup()
from datetime import datetime, UTC
from cairn.record.actions import append
from cairn.record.models import Log
log = Log.objects.get()
for n in range(25):
    append(log, "stone_laid", log, at=datetime(2026, 3, 1, tzinfo=UTC))
"""
BEGIN = """
import django; django.setup()
from datetime import datetime, UTC
from django.core.management import call_command
from cairn.record.actions import open_log
call_command("migrate", "record", verbosity=0)
open_log(origin="cairn/busy", at=datetime(2026, 3, 1, tzinfo=UTC))
"""
READ = """
import django; django.setup()
from cairn.record.models import Log
from cairn.record.queries import exported
from cairn.record.verify import verify
print(verify(exported(Log.objects.get())).entries)
"""


def test_two_processes_on_one_file_take_places_of_their_own(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cairn.config.settings",
        "DATABASE_URL": "",
        "CAIRN_VAR": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }

    def run(*codes):
        started = [
            subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)
            for code in codes
        ]
        said = [one.communicate()[0].strip() for one in started]
        assert [one.returncode for one in started] == [0] * len(codes)
        return said

    run(BEGIN)
    run(WRITE, WRITE, WRITE)
    assert run(READ) == ["75"]
