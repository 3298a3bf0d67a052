"""`cairn serve`: an address where nothing can listen is refused before anything is made."""

import socket

from click.testing import CliRunner

from cairn.config.cli.serve import command, refuse_taken


def test_a_port_in_use_is_refused_and_a_free_one_is_not():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = CliRunner().invoke(command, ["--port", str(port)])
    assert answer.exit_code == 1
    assert answer.stderr.startswith(f"Error: Nothing can listen at 127.0.0.1:{port} (Address already in use")
    assert refuse_taken("127.0.0.1", 0) is None


def test_an_address_that_is_not_ours_is_refused():
    answer = CliRunner().invoke(command, ["--host", "203.0.113.9"])
    assert answer.exit_code == 1
    assert "Choose another --host or --port." in answer.stderr
