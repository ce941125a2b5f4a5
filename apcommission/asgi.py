"""Entry point for ASGI servers; the site is synchronous and is served by WSGI (see README)."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apcommission.settings")

application = get_asgi_application()
