"""Pages that belong to no record: errors, and what the law asks every public service to say."""

from django.shortcuts import render

from apcommission.accounts.access import public


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def permission_denied(request, exception=None):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


def page_not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    return render(request, "500.html", status=500)


@public
def accessibility(request):
    return render(request, "accounts/accessibility.html")


@public
def privacy(request):
    return render(request, "accounts/privacy.html")
