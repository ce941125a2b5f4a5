"""Whether a web server of ours answers: `python -m apcommission.health` exits with 0 or 1.

A container's health check asks its own server, under the first of the names in APR_HOSTS.
"""

import http.client
import os
import sys

# It asks the database too, as the web server's own login.
PAGE = "/health/ready/"
PORT = 8000


def answers(port, *, name="127.0.0.1", host="127.0.0.1"):
    """Tell whether the server on the port says that it is ready, when called by the name."""
    connection = http.client.HTTPConnection(host, port, timeout=4)
    try:
        # The server would send plain http away to https.
        connection.request("GET", PAGE, headers={"Host": name, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main(environ=os.environ, *, port=PORT):
    """Return the exit code for a health check."""
    name = environ.get("APR_HOSTS", "127.0.0.1").split(",")[0]
    return 0 if answers(port, name=name) else 1


if __name__ == "__main__":
    sys.exit(main())
