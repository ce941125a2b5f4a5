"""Prepare this machine for the demo or the tests; a second run finds all in place.

`python3 -I apcommission/installation.py demo|test` makes the virtual environment, installs the
pinned packages, the system's libraries where it may, and the front-end files. It runs before any
package is there: it imports the standard library alone, and is started by its path.
`... list [run|demo|test]` prints the packages that an image or a mirror needs.
"""

import ctypes
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEAST_PYTHON = (3, 11)
LEAST_DISK = 2 * 1024**3
EXTRAS = {"run": (), "demo": ("demo",), "test": ("demo", "test")}
# What draws the PDFs; each library with the Debian package that brings it.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/liberation")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class InstallationProblem(Exception):
    """Set-up cannot go on; the message is one plain sentence for the person at the keyboard."""


def main(arguments):
    """Do what the command line asks and return the exit code."""
    verb, purpose = (*arguments, "run", "run")[:2]
    try:
        check_python(sys.version_info)
        if verb == "list":
            sys.stdout.write("".join(f"{name}\n" for name in requirements(purpose)))
        else:
            prepare(verb, ROOT)
    except InstallationProblem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"Set-up stopped at {error.filename or ROOT}: {error.strerror}.\n")
        return 1
    return 0


def prepare(purpose, root):
    """Bring everything for the purpose in place; two at once wait for each other."""
    (root / ".data").mkdir(exist_ok=True)
    with open(root / ".data" / "installation.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / ".venv").exists():
            check_disk(shutil.disk_usage(root).free)
        install_system_packages(missing_packages(purpose))
        make_environment(root / ".venv")
        install_packages(purpose, root)
        fetch_front_end(root)


def check_python(version):
    """Refuse a Python older than 3.11. `version` begins (major, minor)."""
    if tuple(version[:2]) < LEAST_PYTHON:
        raise InstallationProblem(
            f"Python 3.11 or newer is needed, and this is Python {version[0]}.{version[1]}: "
            "install a newer one and run this again."
        )


def check_disk(free):
    """Refuse to begin with too little space. `free` is in bytes."""
    if free < LEAST_DISK:
        raise InstallationProblem(
            f"Only {free // 1024**2} MB of disk are free and set-up needs {LEAST_DISK // 1024**2}: "
            "free some space and run this again."
        )


def missing_packages(purpose, *, libraries=LIBRARIES, fonts=FONTS, path=None):
    """Return the system packages that the purpose needs and this machine lacks."""
    missing = [package for library, package in libraries.items() if not loads(library)]
    if sys.platform == "linux" and not any(has_font(folder) for folder in fonts):
        missing.append("fonts-liberation")
    if purpose == "test" and not any(shutil.which(name, path=path) for name in BROWSERS):
        missing.append("chromium")
    return missing


def loads(library):
    """Tell whether the system finds the library; a Mac names it otherwise."""
    names = [library]
    if sys.platform == "darwin":
        stem = library.replace(".so.0", ".0.dylib")
        names = [stem, f"/opt/homebrew/lib/{stem}", f"/usr/local/lib/{stem}"]
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def has_font(folder):
    """Tell whether the folder holds the typeface that our PDFs use."""
    return any(Path(folder).rglob("LiberationSans-Regular*"))


def install_system_packages(packages):
    """Install the packages by apt where we may; where not, say exactly what to install."""
    if not packages:
        return
    prefix = privilege()
    if prefix is None or shutil.which("apt-get") is None:
        raise InstallationProblem(instruction(packages))
    say(f"System packages: {' '.join(packages)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "--yes"]
    run([*apt, "update"], "The list of system packages could not be read")
    install = [*apt, "install", "--no-install-recommends", *packages]
    run(install, f"{instruction(packages)} Trying to, apt-get said")


def instruction(packages):
    """Return the sentence that tells a person what to install."""
    if sys.platform == "darwin":
        return "Install the missing programs with `brew install pango` and Google Chrome."
    return f"Install what is missing with `sudo apt-get install {' '.join(packages)}`."


def privilege():
    """Return what makes a command run as root, or None where we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def make_environment(folder):
    """Make the virtual environment unless a working one is there."""
    if succeeds([folder / "bin" / "python", "-m", "pip", "--version"]):
        return
    say("Virtual environment")
    command = [sys.executable, "-m", "venv", "--clear", folder]
    if succeeds(command):
        return
    # Debian keeps a part of Python's own venv in a package of its own.
    install_system_packages([f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"])
    run(command, "The virtual environment could not be made")


def install_packages(purpose, root):
    """Install the pinned Python packages of the purpose unless these very ones are in."""
    names = requirements(purpose, root)
    stamp = root / ".venv" / f"installed-{purpose}"
    mark = fingerprint(names, (root / "constraints.txt").read_text(), sys.version)
    if stamp.exists() and stamp.read_text() == mark:
        return
    say("Python packages (a minute or two the first time)")
    pip = [root / ".venv" / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-input"]
    pip += ["--disable-pip-version-check", "--constraint", root / "constraints.txt"]
    run([*pip, *names], "The Python packages could not be installed")
    stamp.write_text(mark)


def requirements(purpose, root=ROOT):
    """Return the packages that pyproject.toml names for the purpose."""
    # Python 3.11 brought the module; an older one must get as far as its refusal.
    import tomllib  # noqa: PLC0415

    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    return project["dependencies"] + [name for extra in EXTRAS[purpose] for name in extras[extra]]


def fingerprint(*parts):
    """Return a mark that changes with any of the parts."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def fetch_front_end(root):
    """Fetch style sheets and scripts by npm unless they are there."""
    command = [root / ".venv" / "bin" / "python", "-m", "apcommission.design.vendor"]
    run(command, "The front-end files could not be fetched", cwd=root)


def run(command, trouble, *, cwd=None):
    """Run the command; if it fails, say the trouble and the command's own last line."""
    done = subprocess.run(
        command, check=False, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode == 0:
        return
    said = done.stderr.strip() or done.stdout.strip()
    if "No space left on device" in said:
        raise InstallationProblem("The disk is full: free some space and run this again.")
    lines = [line for line in said.splitlines() if not re.match(r"\s*(\[notice\]|WARNING)", line)]
    raise InstallationProblem(f"{trouble}: {lines[-1].strip() if lines else 'no reason given'}")


def succeeds(command):
    """Tell whether the command runs and is content."""
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def say(line):
    """Print a line of progress at once."""
    sys.stdout.write(f"Set-up: {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
