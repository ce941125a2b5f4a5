import os
import shlex
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import psycopg2
import pytest

from apcommission.embedded import __main__ as program
from apcommission.embedded import servers

CLEAN = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
RUN = [sys.executable, "-m", "apcommission.embedded"]
WORK = """
import os, sys, psycopg2, redis
owner = psycopg2.connect(os.environ["DATABASE_URL"])
with owner.cursor() as cursor:
    cursor.execute("SELECT session_user")
    print(cursor.fetchone()[0])
print(redis.Redis.from_url(os.environ["REDIS_URL"]).ping())
print(os.environ["APR_DATA"])
sys.exit(7)
"""


def run(*arguments, **options):
    return subprocess.run([*RUN, *arguments], capture_output=True, text=True, env=CLEAN, **options)


def test_command_has_servers_of_its_own_and_its_exit_code_is_passed_on():
    done = run("run", "--fast", "--", sys.executable, "-c", WORK)
    user, ping, folder = done.stdout.split()
    assert (done.returncode, user, ping, done.stderr) == (7, "ap_owner", "True", "")
    assert Path(folder).exists() is False


def test_kept_servers_serve_the_next_command(folder):
    code = "import os; print(os.environ['REDIS_URL'], os.environ['APR_DATA'])"
    command = ("run", "--fast", "--keep", str(folder), "--", sys.executable, "-c", code)
    first, second = run(*command), run(*command)
    assert first.stdout == second.stdout
    assert first.stdout.split()[1] == str(folder)
    assert run("stop", str(folder)).stdout == "The servers are stopped.\n"
    assert run("stop", str(folder)).stdout == "No servers were running.\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_the_command_and_its_servers(number):
    code = "import os, time; print(os.environ['APR_DATA'], flush=True); time.sleep(60)"
    command = [*RUN, "run", "--fast", "--", sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=CLEAN) as process:
        folder = Path(process.stdout.readline().strip())
        assert (folder / "postgres" / "postmaster.pid").exists()
        process.send_signal(number)
        assert process.wait(30) == 128 + number
    assert folder.exists() is False


def test_ctrl_c_lets_the_command_finish_and_stops_its_servers():
    code = (
        "import os, sys, time\n"
        "try: print(os.environ['APR_DATA'], flush=True); time.sleep(60)\n"
        "except KeyboardInterrupt: time.sleep(0.3); sys.exit(5)\n"
    )
    command = [*RUN, "run", "--fast", "--", sys.executable, "-c", code]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env=CLEAN,
        start_new_session=True,
        # A suite started in the background ignores Ctrl-C, and its children would inherit that.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as process:
        folder = Path(process.stdout.readline().strip())
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(30) == 5
    assert folder.exists() is False


def test_addresses_can_be_read_by_a_shell(folder):
    done = run("urls", str(folder))
    words = [shlex.split(line) for line in done.stdout.splitlines()]
    assert {word[0] for word in words} == {"export"}
    urls = dict(word[1].split("=", 1) for word in words)
    connection = psycopg2.connect(urls["DATABASE_URL"])
    assert connection.info.user == "ap_owner"
    connection.close()


def test_trouble_is_one_sentence(folder):
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("9\n")
    done = run("run", "--keep", str(folder), "--", "true")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"{folder / 'postgres'} was made by PostgreSQL 9 and this is 18: "
        "move the folder away and run this again.\n"
    )


def test_command_that_is_not_there_is_one_sentence_and_leaves_nothing():
    before = set(Path(servers.cluster.tempfile.gettempdir()).glob("apr-*"))
    done = run("run", "--fast", "--", "no-such-program")
    after = set(Path(servers.cluster.tempfile.gettempdir()).glob("apr-*"))
    assert (done.returncode, done.stderr) == (
        1,
        "Set-up stopped at no-such-program: No such file or directory.\n",
    )
    assert after - before == set()


def test_verbs_are_asked_for(capsys):
    with pytest.raises(SystemExit) as ended:
        program.main([])
    assert ended.value.code == 2
    assert "arguments are required" in capsys.readouterr().err
