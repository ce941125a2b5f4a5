import subprocess
import sys
import threading
import time

from apcommission.embedded.lock import Use, claim, exclusive


def test_second_claim_of_a_lock_is_refused_until_the_first_is_closed(tmp_path):
    path = tmp_path / "deep" / "demo.lock"
    first = claim(path)
    assert claim(path) is None
    first.close()
    second = claim(path)
    assert second is not None
    second.close()


def test_exclusive_waits_for_its_holder(tmp_path):
    path = tmp_path / "start.lock"
    order = []

    def wait_and_note():
        with exclusive(path):
            order.append("second")

    with exclusive(path):
        thread = threading.Thread(target=wait_and_note)
        thread.start()
        time.sleep(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_only_the_last_user_is_told_so(tmp_path):
    users = [Use(tmp_path / "users") for _ in range(3)]
    assert [user.release() for user in users] == [False, False, True]


def test_a_released_share_is_not_released_twice(tmp_path):
    use = Use(tmp_path / "users")
    assert [use.release(), use.release()] == [True, False]


def test_a_killed_process_loses_its_share(tmp_path):
    code = (
        "import sys, time\n"
        "from apcommission.embedded.lock import Use\n"
        "use = Use(sys.argv[1])\n"
        "print('held', flush=True)\n"
        "time.sleep(60)\n"
    )
    path = tmp_path / "users"
    other = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE)
    with other:
        assert other.stdout.readline() == b"held\n"
        assert Use(path).release() is False
        other.kill()
    assert Use(path).release() is True
