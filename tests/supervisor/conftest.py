import http.server
import threading

import pytest


@pytest.fixture
def site():
    """`site(status)` is the port of a web server that answers everything with the status."""
    servers = []

    def site(status):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words):
                """Keep the test's output clean."""

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever).start()
        return server.server_port

    yield site
    for server in servers:
        server.shutdown()
        server.server_close()
