"""The files by which the register is put on a server: read as the tools would read them."""

import re
import shutil
import subprocess
import tomllib

import compose_spec
import pytest

from apcommission import database_roles, installation
from apcommission.database_url import parse
from apcommission.embedded.cluster import SETTINGS
from apcommission.installation import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
NAME = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def settle(text):
    """Put values in the place of the names, as Compose does before it reads the file."""
    return NAME.sub(lambda name: name[3] if name[2] == "-" else f"given{name[1]}", text)


def read(text):
    """Return the file as Compose's schema understands it. Raises ValueError when it does not."""
    options = compose_spec.PyOptions(apply_merge=True)
    file = options.from_yaml(settle(text))
    file.validate()
    return file.to_dict()


@pytest.fixture(scope="module")
def compose():
    return read(COMPOSE)


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


def login(service):
    return parse(service["environment"]["DATABASE_URL"])["USER"]


def words(command):
    return command if isinstance(command, str) else " ".join(command)


def instructions():
    """Return the Dockerfile as (instruction, arguments) with continued lines joined."""
    lines = [line for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [tuple(line.split(" ", 1)) for line in joined.splitlines()]


def stages():
    """Return {stage: its instructions}."""
    found = {}
    for instruction, arguments in instructions():
        if instruction == "FROM":
            found[arguments.split(" AS ")[1]] = current = []
        current.append((instruction, arguments))
    return found


def test_file_is_valid_compose(services):
    assert list(services) == ["web", "worker", "beat", "migrate", "roles", "postgres", "redis"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("stop_grace_period", "stop_grace_perod"),
        ("condition: service_healthy", "condition: service_heathy"),
        ("interval: 5s", "interval: 5 apples"),
        ('"127.0.0.1:', '"127.0.0:'),
        ("read_only: true", "read_only: [1]"),
    ],
)
def test_schema_refuses_a_slip(right, wrong):
    assert right in COMPOSE
    with pytest.raises(ValueError, match=r"\w"):
        read(COMPOSE.replace(right, wrong))


def test_services_wait_for_services_that_are_there(services):
    waits = {name: sorted(service.get("depends_on", {})) for name, service in services.items()}
    assert waits == {
        "web": ["migrate", "postgres", "redis"],
        "worker": ["migrate", "postgres", "redis"],
        "beat": ["migrate", "postgres", "redis"],
        "migrate": ["roles"],
        "roles": ["postgres"],
        "postgres": [],
        "redis": [],
    }


def test_one_shots_are_waited_for_to_their_end(services):
    conditions = {
        other: wait["condition"]
        for service in services.values()
        for other, wait in service.get("depends_on", {}).items()
    }
    assert conditions == {
        "migrate": "service_completed_successfully",
        "roles": "service_completed_successfully",
        "postgres": "service_healthy",
        "redis": "service_healthy",
    }
    assert [services[name]["restart"] for name in ("migrate", "roles")] == ["no", "no"]


def test_each_service_has_its_own_login(services):
    logins = {name: login(services[name]) for name in ("web", "worker", "beat", "migrate")}
    assert logins == {
        "web": database_roles.WEB,
        "worker": database_roles.WORKER,
        "beat": database_roles.WORKER,
        "migrate": database_roles.OWNER,
    }


def test_all_speak_of_one_database(services):
    urls = [service["environment"].get("DATABASE_URL") for service in services.values()]
    names = {parse(url)["NAME"] for url in urls if url}
    assert names == {services["roles"]["environment"]["AP_DATABASE"]} == {database_roles.DATABASE}


def test_powerful_passwords_reach_only_who_needs_them(services):
    holders = {
        name: sorted(key for key, service in services.items() if f"given{name}" in str(service))
        for name in ("POSTGRES_PASSWORD", "AP_OWNER_PASSWORD", "AP_WEB_PASSWORD")
    }
    assert holders == {
        "POSTGRES_PASSWORD": ["postgres", "roles"],
        "AP_OWNER_PASSWORD": ["migrate", "roles"],
        "AP_WEB_PASSWORD": ["roles", "web"],
    }


def test_serving_processes_are_checked_for_a_weak_login(services):
    serving = {name for name in services if flagged(services[name]) == "1"}
    assert serving == {"web", "worker", "beat"}
    check = "python manage.py check --database default && exec "
    assert check in words(services["worker"]["command"])
    assert check in DOCKERFILE


def flagged(service):
    return str(service["environment"].get("APR_SERVING", "0"))


def test_no_secret_stands_in_the_file():
    secret = re.compile(r"(PASSWORD|SECRET_KEY): (?!\$\{)(.+)")
    assert secret.findall(COMPOSE) == []


def test_every_secret_must_be_named_and_is_explained_at_the_top():
    top = COMPOSE[: COMPOSE.index("\nx-register")]
    must = {name[1] for name in NAME.finditer(COMPOSE) if name[2] == "?"}
    assert must == {
        *("APR_SECRET_KEY", "APR_HOSTS", "APR_ADDRESS", "POSTGRES_PASSWORD", "REDIS_PASSWORD"),
        *("AP_OWNER_PASSWORD", "AP_WEB_PASSWORD", "AP_WORKER_PASSWORD"),
    }
    assert [name for name in must if f"#   {name} " not in top] == []


def test_settings_know_every_name_that_is_set_for_them(services):
    settings = (ROOT / "apcommission" / "settings.py").read_text()
    given = {name for name in services["worker"]["environment"] if name.startswith("APR_")}
    assert {name for name in given if f'"{name}"' not in settings} == set()


def test_data_outlives_its_containers(compose, services):
    mounts = {
        f"{mount['source']}:{mount['target']}" if isinstance(mount, dict) else mount
        for service in services.values()
        for mount in service.get("volumes", [])
    }
    assert mounts == {"register:/srv/data", "postgres:/var/lib/postgresql", "redis:/data"}
    assert sorted(compose["volumes"]) == ["postgres", "redis", "register"]


def test_redis_writes_its_queue_to_disk(services):
    command = words(services["redis"]["command"])
    assert "--appendonly yes --requirepass givenREDIS_PASSWORD" in command


def test_postgres_keeps_what_it_acknowledged_and_logs_no_names(services):
    command = words(services["postgres"]["command"])
    assert [word for word in ("fsync", "synchronous_commit") if word in command] == []
    quiet = [f"{name}={SETTINGS[name]}" for name in SETTINGS if name.startswith("log_")]
    assert [setting for setting in quiet if f"-c {setting}" not in command] == []


def test_running_services_have_a_health_check(services):
    checks = {name: bool(service.get("healthcheck")) for name, service in services.items()}
    # The web server's stands in the Dockerfile.
    assert checks.pop("web") is False
    assert set(checks.values()) == {True}


def test_our_containers_can_change_little(services):
    ours = [service for service in services.values() if "build" in service]
    assert len(ours) == 5
    for service in ours:
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_only_the_web_server_has_a_port_and_only_for_the_proxy(services):
    ports = {
        name: str(service["ports"]) for name, service in services.items() if "ports" in service
    }
    assert list(ports) == ["web"]
    assert "127.0.0.1" in ports["web"]


def test_every_image_names_its_version(services):
    images = [service["image"] for service in services.values() if "build" not in service]
    bases = [arguments.split(" AS ")[0] for name, arguments in instructions() if name == "FROM"]
    tags = [image.partition(":")[2] for image in images + bases]
    assert [tag for tag in tags if not re.match(r"\d", tag)] == []


def test_node_is_in_the_asset_stage_alone():
    assert list(stages()) == ["packages", "assets", "register"]
    assert {name: "node" in str(lines).lower() for name, lines in stages().items()} == {
        "packages": False,
        "assets": True,
        "register": False,
    }


def test_image_runs_as_nobody_in_particular():
    last = stages()["register"]
    users = [arguments for name, arguments in last if name == "USER"]
    order = [name for name, _ in last]
    assert users == ["register"]
    assert order.index("USER") > max(place for place, name in enumerate(order) if name == "RUN")


def test_image_has_the_libraries_that_draw_pdfs():
    installed = next(words for name, words in stages()["register"] if "apt-get" in words)
    wanted = {*installation.LIBRARIES.values(), "fonts-liberation"}
    assert {package for package in wanted if package not in installed} == set()


def test_files_that_the_image_copies_are_there_and_let_through():
    let_through = set((ROOT / ".dockerignore").read_text().splitlines())
    copied = [
        word
        for name, arguments in instructions()
        if name == "COPY" and not arguments.startswith("--from")
        for word in arguments.split()[:-1]
        if word != "."
    ]
    assert copied == [
        *("pyproject.toml", "constraints.txt"),
        *("apcommission/installation.py", "apcommission/design/"),
    ]
    assert [word for word in copied if not (ROOT / word).exists()] == []
    assert [word for word in copied if f"!{word.split('/')[0]}" not in let_through] == []


def test_image_holds_no_tests_and_nothing_of_this_machine():
    let_through = (ROOT / ".dockerignore").read_text().splitlines()
    assert let_through[1] == "*"
    kept = {line[1:] for line in let_through if line.startswith("!")}
    assert kept == {
        *("apcommission", "attendance", "placements", "providers", "qa", "static", "templates"),
        *("constraints.txt", "manage.py", "pyproject.toml"),
    }


def test_constraints_pin_every_package_that_the_project_names():
    pins = dict(
        line.lower().replace("_", "-").split("==")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if line and not line.startswith("#")
    )
    named = {re.split(r"[\[<>=]", name)[0].lower() for name in installation.requirements("test")}
    assert named - set(pins) == set()


def test_constraints_name_no_index_and_no_place():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pin = re.compile(r"[A-Za-z0-9_.-]+==[0-9][A-Za-z0-9.]*|# .*|")
    assert [line for line in lines if not pin.fullmatch(line)] == []


def test_project_asks_for_the_python_that_set_up_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    least = ".".join(map(str, installation.LEAST_PYTHON))
    assert project["requires-python"] == f">={least}"


@pytest.mark.parametrize("target", ["demo", "test", "lint", "capabilities", "setup", "clean"])
def test_makefile_has_the_target_and_it_parses(target):
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_options_of_the_demo_reach_the_supervisor():
    command = ["make", "-n", "demo", "SIZE=small", "SEED=7", "TODAY=2026-11-23"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    assert "--size small --seed 7 --today 2026-11-23" in said


def test_old_python_gets_as_far_as_the_sentence_about_it(tmp_path):
    (tmp_path / "sh").symlink_to("/bin/sh")
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    command = [shutil.which("make"), "-n", "demo"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={"PATH": str(tmp_path)}
    )
    assert done.stdout.splitlines()[0] == "python3 -I apcommission/installation.py demo"


def test_gate_stops_at_the_first_failure():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111 == 0o111
    assert script.read_text().splitlines()[0] == "#!/usr/bin/env bash"
    assert "\nset -euo pipefail\n" in script.read_text()
    assert script.read_text().splitlines()[-1] == "make test"
