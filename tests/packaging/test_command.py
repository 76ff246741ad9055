"""`csm run` among the other commands: listed with them, and wrong in the same words."""

import socket
import sys

import pytest

from csm_ui.command import main


def test_csm_run_is_listed_first(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["csm", "--help"])
    with pytest.raises(SystemExit):
        main()
    commands = capsys.readouterr().out.partition("  COMMAND\n")[2]
    assert commands.split("\n")[0].split() == ["run", "start", "the", "app", "and", "print", "its", "address"]


def test_a_port_that_is_taken_or_is_none_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sentences = {
            str(port): f"--port: port {port} is in use. Choose another, such as --port ",
            "abc": "--port: 'abc' is not a port such as 8501, from 1 to 65535. See 'csm run --help'.\n",
            "70000": "--port: '70000' is not a port",
        }
        for given, sentence in sentences.items():
            monkeypatch.setattr(sys, "argv", ["csm", "run", "--port", given])
            assert main() == 2
            assert capsys.readouterr().err.startswith(sentence)
