"""What the sign-in page shows beside the form."""

from django import template
from django.conf import settings

from apcommission.accounts.models import Membership
from apcommission.accounts.roles import ROLES

register = template.Library()
MOST = 30


@register.simple_tag
def demo_people():
    """In the demo: each role with its first person and up to 30 others; otherwise nobody."""
    if not settings.DEMO:
        return []
    people = {}
    for membership in Membership.objects.current().of_the_demo():
        people.setdefault(membership.role, []).append(membership)
    return [
        {"label": role.label, "first": people[role][0], "others": people[role][1 : MOST + 1]}
        for role in ROLES
        if role in people
    ]


BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent):
    """ "Chrome on Windows" for what a browser says of itself; "Unknown device" otherwise."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " on ".join(filter(None, (browser, system))) or "Unknown device"
