import stat

import pytest

from apcommission.supervisor.environment import as_owner, as_web, as_worker, shared

URLS = {
    "DATABASE_URL": "postgres://ap_web@h/d",
    "WEB_DATABASE_URL": "postgres://ap_web@h/d",
    "WORKER_DATABASE_URL": "postgres://ap_worker@h/d",
    "OWNER_DATABASE_URL": "postgres://ap_owner@h/d",
    "REDIS_URL": "redis://h/0",
}
ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture
def environment(tmp_path):
    return shared(URLS, tmp_path, address=ADDRESS, environ={"PATH": "/bin"})


def test_demos_own_database_has_the_one_press_sign_in(environment, tmp_path):
    environment.pop("APR_SECRET_KEY")
    assert environment == {
        "PATH": "/bin",
        "DJANGO_SETTINGS_MODULE": "apcommission.settings",
        "PYTHONUNBUFFERED": "1",
        "REDIS_URL": "redis://h/0",
        "APR_DATA": str(tmp_path),
        "APR_STATIC_ROOT": str(tmp_path / "static"),
        "APR_MAIL_FOLDER": str(tmp_path / "mail"),
        "APR_BEAT_FILE": str(tmp_path / "beat-schedule"),
        "APR_ADDRESS": ADDRESS,
        "APR_DEBUG": "1",
        "APR_DEMO": "1",
        "APR_SECURE": "0",
        "APR_EMBEDDED": "1",
    }


def test_database_of_ones_own_never_has_it(tmp_path):
    given = {"DATABASE_URL": "postgres://real@h/d", "OWNER_DATABASE_URL": "postgres://o@h/d"}
    environment = shared(URLS, tmp_path, address=ADDRESS, environ=given)
    assert (environment["APR_DEMO"], environment["APR_DEBUG"]) == ("0", "0")
    assert "APR_EMBEDDED" not in environment


@pytest.mark.parametrize(
    ("process", "login", "serving"),
    [(as_owner, "ap_owner", "0"), (as_web, "ap_web", "1"), (as_worker, "ap_worker", "1")],
)
def test_each_process_has_its_own_login_and_sees_no_other(environment, process, login, serving):
    found = process(environment, URLS)
    addresses = {name: value for name, value in found.items() if "DATABASE_URL" in name}
    assert addresses == {"DATABASE_URL": f"postgres://{login}@h/d"}
    assert found["APR_SERVING"] == serving


def test_logins_in_the_persons_environment_are_not_handed_on(tmp_path):
    given = {"DATABASE_URL": "postgres://w@h/d", "OWNER_DATABASE_URL": "postgres://o:secret@h/d"}
    environment = shared(URLS, tmp_path, address=ADDRESS, environ=given)
    assert "OWNER_DATABASE_URL" not in as_web(environment, URLS)


def test_secret_key_is_kept_in_a_private_file(environment, tmp_path):
    again = shared(URLS, tmp_path, address=ADDRESS, environ={})
    path = tmp_path / "secret-key"
    assert environment["APR_SECRET_KEY"] == again["APR_SECRET_KEY"] == path.read_text()
    assert (len(path.read_text()) >= 50, stat.S_IMODE(path.stat().st_mode)) == (True, 0o600)


def test_secret_key_of_ones_own_is_used(tmp_path):
    environment = shared(URLS, tmp_path, address=ADDRESS, environ={"APR_SECRET_KEY": "mine"})
    assert (environment["APR_SECRET_KEY"], list(tmp_path.iterdir())) == ("mine", [])
