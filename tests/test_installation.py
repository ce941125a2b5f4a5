import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from apcommission import installation
from apcommission.installation import InstallationProblem

PYPROJECT = """
[project]
name = "x"
dependencies = ["alpha>=1"]
[project.optional-dependencies]
demo = ["beta[more]"]
test = ["gamma", "delta"]
"""


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """A PATH of our own: `programs(name, script)` puts a program there that notes its calls."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("env", "sh", "test", "touch", "true"):
        (folder / name).symlink_to(shutil.which(name))
    monkeypatch.setenv("PATH", str(folder))

    def add(name, script=""):
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >> {tmp_path}/calls\n{script}\n')
        program.chmod(0o755)
        return program

    return add


@pytest.fixture
def calls(tmp_path):
    return lambda: (
        (tmp_path / "calls").read_text().splitlines() if (tmp_path / "calls").exists() else []
    )


@pytest.fixture
def project(tmp_path):
    """A project folder with its packages named but nothing installed."""
    root = tmp_path / "project"
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "constraints.txt").write_text("alpha==1.2\n")
    return root


@pytest.fixture
def as_root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)


@pytest.fixture
def as_person(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


def place(project, program):
    (project / ".venv" / "bin" / "python").symlink_to(program)


@pytest.mark.parametrize("version", [(3, 11), (3, 11, 2), (3, 14, 0, "final", 0)])
def test_python_3_11_and_newer_is_enough(version):
    assert installation.check_python(version) is None


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 9), (2, 7)])
def test_older_python_is_refused_in_one_sentence(version):
    with pytest.raises(InstallationProblem) as refusal:
        installation.check_python(version)
    assert str(refusal.value) == (
        f"Python 3.11 or newer is needed, and this is Python {version[0]}.{version[1]}: "
        "install a newer one and run this again."
    )


def test_full_disk_is_refused_before_anything_is_made():
    with pytest.raises(InstallationProblem) as refusal:
        installation.check_disk(100 * 1024**2)
    assert str(refusal.value) == (
        "Only 100 MB of disk are free and set-up needs 2048: free some space and run this again."
    )
    assert installation.check_disk(installation.LEAST_DISK) is None


def test_bare_machine_lacks_everything(tmp_path):
    missing = installation.missing_packages(
        "test", libraries={"libnone.so.9": "libnone9"}, fonts=[tmp_path], path=str(tmp_path)
    )
    assert missing == ["libnone9", "fonts-liberation", "chromium"]


def test_demo_needs_no_browser(tmp_path):
    missing = installation.missing_packages(
        "demo", libraries={}, fonts=[tmp_path], path=str(tmp_path)
    )
    assert missing == ["fonts-liberation"]


def test_what_is_there_is_not_missed(tmp_path):
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / "LiberationSans-Regular.ttf").touch()
    (tmp_path / "google-chrome").touch(mode=0o755)
    missing = installation.missing_packages(
        "test", libraries={"libc.so.6": "libc6"}, fonts=[tmp_path], path=str(tmp_path)
    )
    assert missing == []


@pytest.mark.usefixtures("as_root")
def test_root_installs_by_apt(programs, calls):
    programs("apt-get")
    installation.install_system_packages(["chromium", "fonts-liberation"])
    assert calls() == [
        "apt-get --quiet --yes update",
        "apt-get --quiet --yes install --no-install-recommends chromium fonts-liberation",
    ]


@pytest.mark.usefixtures("as_person")
def test_person_who_may_use_sudo_installs_by_it(programs, calls):
    programs("apt-get")
    programs("sudo", 'shift; exec "$@"')
    installation.install_system_packages(["chromium"])
    assert [call for call in calls() if call.startswith("apt-get")] == [
        "apt-get --quiet --yes update",
        "apt-get --quiet --yes install --no-install-recommends chromium",
    ]


@pytest.mark.usefixtures("as_person")
@pytest.mark.parametrize("sudo", ["absent", "refused"])
def test_person_who_may_not_is_told_what_to_install(programs, calls, sudo):
    programs("apt-get")
    if sudo == "refused":
        programs("sudo", "exit 1")
    with pytest.raises(InstallationProblem) as refusal:
        installation.install_system_packages(["libpango-1.0-0", "chromium"])
    assert str(refusal.value) == (
        "Install what is missing with `sudo apt-get install libpango-1.0-0 chromium`."
    )
    assert [call for call in calls() if call.startswith("apt-get")] == []


@pytest.mark.usefixtures("as_root", "programs")
def test_machine_without_apt_is_told_what_to_install():
    with pytest.raises(InstallationProblem, match="sudo apt-get install chromium"):
        installation.install_system_packages(["chromium"])


@pytest.mark.usefixtures("as_root")
def test_apt_that_fails_is_quoted(programs):
    programs("apt-get", "test $3 = update || { echo E: no such package >&2; exit 100; }")
    with pytest.raises(InstallationProblem) as refusal:
        installation.install_system_packages(["chromium"])
    assert str(refusal.value) == (
        "Install what is missing with `sudo apt-get install chromium`. "
        "Trying to, apt-get said: E: no such package"
    )


def test_nothing_missing_asks_nobody(calls):
    installation.install_system_packages([])
    assert calls() == []


def test_environment_is_made_for_real_and_kept(tmp_path, capsys):
    folder = tmp_path / "venv"
    installation.make_environment(folder)
    made = (folder / "pyvenv.cfg").stat().st_mtime_ns
    installation.make_environment(folder)
    assert (folder / "pyvenv.cfg").stat().st_mtime_ns == made
    assert capsys.readouterr().out == "Set-up: Virtual environment\n"


@pytest.mark.usefixtures("as_root")
def test_debians_missing_part_of_venv_is_installed(programs, calls, tmp_path, monkeypatch):
    ready = tmp_path / "ready"
    programs("apt-get", f"test $3 = update || touch {ready}")
    monkeypatch.setattr(sys, "executable", str(programs("python", f"test -e {ready}")))
    installation.make_environment(tmp_path / "venv")
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert f"apt-get --quiet --yes install --no-install-recommends {package}" in calls()


def test_packages_are_installed_pinned_and_once(programs, calls, project, capsys):
    place(project, programs("python"))
    installation.install_packages("demo", project)
    installation.install_packages("demo", project)
    pip = "python -m pip install --quiet --no-input --disable-pip-version-check"
    assert calls() == [f"{pip} --constraint {project / 'constraints.txt'} alpha>=1 beta[more]"]
    assert capsys.readouterr().out == ("Set-up: Python packages (a minute or two the first time)\n")


@pytest.mark.parametrize("changed", ["constraints.txt", "pyproject.toml"])
def test_changed_packages_are_installed_again(programs, calls, project, changed):
    place(project, programs("python"))
    installation.install_packages("test", project)
    path = project / changed
    path.write_text(path.read_text().replace("alpha", "omega"))
    installation.install_packages("test", project)
    assert len(calls()) == 2


def test_failed_installation_is_quoted_and_tried_again(programs, project):
    complaint = "echo ERROR: No matching distribution for alpha >&2; echo '[notice] new pip' >&2"
    place(project, programs("python", f"{complaint}; exit 1"))
    for _ in range(2):
        with pytest.raises(InstallationProblem) as refusal:
            installation.install_packages("run", project)
        assert str(refusal.value) == (
            "The Python packages could not be installed: ERROR: No matching distribution for alpha"
        )


def test_disk_that_fills_up_is_said_as_such(programs, project):
    place(
        project,
        programs("python", "echo OSError: [Errno 28] No space left on device >&2; exit 1"),
    )
    with pytest.raises(InstallationProblem) as refusal:
        installation.install_packages("run", project)
    assert str(refusal.value) == "The disk is full: free some space and run this again."


def test_missing_npm_is_said_by_the_step_that_needs_it(programs, project):
    place(project, programs("python", "echo npm was not found: install Node.js. >&2; exit 1"))
    with pytest.raises(InstallationProblem) as refusal:
        installation.fetch_front_end(project)
    assert str(refusal.value) == (
        "The front-end files could not be fetched: npm was not found: install Node.js."
    )


def test_each_purpose_has_its_packages(project):
    assert {name: installation.requirements(name, project) for name in installation.EXTRAS} == {
        "run": ["alpha>=1"],
        "demo": ["alpha>=1", "beta[more]"],
        "test": ["alpha>=1", "beta[more]", "gamma", "delta"],
    }


def test_file_runs_by_its_path_with_no_package_in_reach():
    """`-I -S` hides every installed package: this is the bare machine."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", installation.__file__, "list", "run"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == installation.requirements("run")


@pytest.mark.parametrize("name", ["libpango-1.0.so.0", "libharfbuzz-subset.so.0"])
def test_libraries_of_this_machine_load(name):
    assert installation.loads(name) is True
    assert installation.loads(name.replace("lib", "libno")) is False


def test_mac_is_told_in_its_own_words(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert installation.instruction(["chromium"]) == (
        "Install the missing programs with `brew install pango` and Google Chrome."
    )


def test_trouble_is_one_sentence_and_exit_code_1(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    assert installation.main(["demo"]) == 1
    assert capsys.readouterr().err == (
        "Python 3.11 or newer is needed, and this is Python 3.9: "
        "install a newer one and run this again.\n"
    )


def test_project_that_cannot_be_written_is_one_sentence(monkeypatch, capsys):
    monkeypatch.setattr(installation, "ROOT", Path("/proc"))
    assert installation.main(["demo"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Set-up stopped at /proc/.data: ")
    assert said.count("\n") == 1
