"""What a load balancer asks. Says yes or no, and nothing about what is inside."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse

from apcommission.accounts.access import public


@public
def health_live(request):
    """The process answers; the database is not asked."""
    return HttpResponse("alive", content_type="text/plain")


@public
def health_ready(request):
    """The database answers as this login, and every migration is applied."""
    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("no database", status=503, content_type="text/plain")
    if behind:
        return HttpResponse("migrations are missing", status=503, content_type="text/plain")
    return HttpResponse("ready", content_type="text/plain")
