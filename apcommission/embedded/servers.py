"""Both servers of one data folder together, and the addresses by which programs reach them."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from apcommission.database_roles import DATABASE, OWNER, WEB, WORKER, create_roles
from apcommission.embedded import broker, cluster

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Servers:
    """The servers that this process started or joined, and what to put in the environment."""

    urls: dict = field(default_factory=dict)
    shares: list = field(default_factory=list)
    # The embedded database's administrator; None where the database is one's own.
    admin_url: str | None = None

    def release(self):
        """Give up the shares; each server stops with its last user."""
        while self.shares:
            self.shares.pop().release()

    def leave(self):
        """Give up the shares and let the servers run on."""
        while self.shares:
            self.shares.pop().leave()


def data_folder(environ=os.environ):
    """Return the folder for everything the demo keeps: APR_DATA, else .data in the project."""
    return Path(environ.get("APR_DATA") or ROOT / ".data").absolute()


def start(directory, *, fast=False, environ=os.environ):
    """Start or join the servers kept in the directory, save those that the environment gives."""
    directory = Path(directory).absolute()
    servers = Servers()
    try:
        if environ.get("DATABASE_URL"):
            servers.urls |= given_urls(environ)
        else:
            servers.urls |= database_urls(directory, servers, fast=fast)
        if environ.get("REDIS_URL"):
            servers.urls["REDIS_URL"] = environ["REDIS_URL"]
        else:
            server = broker.redis(directory / "redis")
            servers.shares.append(server)
            servers.urls["REDIS_URL"] = server.url()
    except BaseException:
        servers.release()
        raise
    return servers


def database_urls(directory, servers, *, fast):
    """Start or join PostgreSQL, make its roles, and return an address for each login."""
    joined = cluster.postgres(directory / "postgres", fast=fast)
    servers.shares.append(joined)
    servers.admin_url = joined.url()
    create_roles(servers.admin_url)
    return {
        "DATABASE_URL": joined.url(user=WEB, database=DATABASE),
        "WEB_DATABASE_URL": joined.url(user=WEB, database=DATABASE),
        "WORKER_DATABASE_URL": joined.url(user=WORKER, database=DATABASE),
        "OWNER_DATABASE_URL": joined.url(user=OWNER, database=DATABASE),
    }


def given_urls(environ):
    """Return the addresses of a database of one's own; the web login's serves where one lacks."""
    web = environ.get("WEB_DATABASE_URL") or environ["DATABASE_URL"]
    return {
        "DATABASE_URL": environ["DATABASE_URL"],
        "WEB_DATABASE_URL": web,
        "WORKER_DATABASE_URL": environ.get("WORKER_DATABASE_URL") or web,
        "OWNER_DATABASE_URL": environ.get("OWNER_DATABASE_URL") or environ["DATABASE_URL"],
    }


def urls(directory):
    """Return the addresses of the servers kept in the directory, which then run on."""
    servers = start(directory, environ={})
    servers.leave()
    return servers.urls


def stop_unused(directory):
    """Stop those servers of the directory that no process shares any more."""
    for module, name in ((broker, "redis"), (cluster, "postgres")):
        home = Path(directory).absolute() / name
        if home.exists():
            module.stop_unused(home)


def stop(directory):
    """Stop the servers kept in the directory; tell whether any ran."""
    directory = Path(directory).absolute()
    stopped = [broker.stop(directory / "redis"), cluster.stop(directory / "postgres")]
    return any(stopped)
