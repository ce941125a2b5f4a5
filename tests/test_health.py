import http.server
import socket
import threading
from contextlib import contextmanager

import pytest

from apcommission import health


@contextmanager
def site(status, heard):
    """The port of a web server that answers everything with the status and notes what it heard."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append((self.path, self.headers["Host"], self.headers["X-Forwarded-Proto"]))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words):
            """Keep the test's output clean."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize(("status", "code"), [(200, 0), (301, 1), (400, 1), (500, 1)])
def test_server_is_well_only_when_it_sends_the_page(status, code):
    heard = []
    with site(status, heard) as port:
        assert health.main({"APR_HOSTS": "register.example,other.example"}, port=port) == code
    assert heard == [("/health/ready/", "register.example", "https")]


def test_name_is_the_loopback_address_where_none_is_set():
    heard = []
    with site(200, heard) as port:
        assert health.main({}, port=port) == 0
    assert heard == [("/health/ready/", "127.0.0.1", "https")]


def test_no_server_is_not_well():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert health.answers(port) is False


def test_server_of_another_protocol_is_not_well():
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def reply():
            caller, _ = listener.accept()
            with caller:
                caller.sendall(b"220 mail.example\r\n")

        thread = threading.Thread(target=reply)
        thread.start()
        assert health.answers(listener.getsockname()[1]) is False
        thread.join()


def test_register_says_there_that_it_is_ready(client, db):
    assert client.get(health.PAGE).status_code == 200
