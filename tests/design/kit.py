"""Sample pages that show every part of the page kit. They are no pages of the product."""

import datetime
from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from apcommission.design.fields import DateField, MoneyField, TimeField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Fieldset, Paragraph, Question, Subheading
from apcommission.design.widgets import AffixInput

PAGES = Path(__file__).parent / "pages"
DAYS = [("mon", "Monday"), ("tue", "Tuesday"), ("wed", "Wednesday")]
PLANS = [("plan", "Yes"), ("support", "No, but they have SEN support"), ("none", "No")]
HINTS = {"plan": "A copy of section F will be asked for."}


class ReferralForm(ServiceForm):
    submit = "Save and continue"

    name = forms.CharField(label="Pupil's full name", help_text="As on the school roll.")
    year = forms.ChoiceField(label="Year group", choices=[("", "Choose"), ("9", "Year 9")])
    start = DateField(label="When should it start?", what="Start date", help_text="Like 27 3 2027")
    sen = forms.ChoiceField(
        label="Does the pupil have an EHC plan?", choices=PLANS, widget=forms.RadioSelect
    )
    days = forms.MultipleChoiceField(
        label="Days", choices=DAYS, widget=forms.CheckboxSelectMultiple
    )
    at = TimeField(label="Start time")
    cost = MoneyField(label="Cost a day")
    hours = forms.IntegerField(label="Hours", widget=AffixInput(suffix="hours a week"))
    reason = forms.CharField(label="Reason", widget=forms.Textarea, max_length=500)
    agree = forms.BooleanField(label="The parent or carer has a copy of the plan")
    evidence = forms.FileField(label="Risk assessment")
    password = forms.CharField(label="Your password", widget=forms.PasswordInput)

    def get_layout(self):
        return [
            Question("name", width="two-thirds"),
            "year",
            Fieldset("Timetable", "start", Question("days", small=True), "at"),
            Question("sen", hints=HINTS),
            Subheading("Money"),
            Paragraph("Prices are those of the provider's published offer."),
            "cost",
            Question("hours", width=3),
            Question("reason", rows=4),
            "agree",
            "evidence",
            "password",
        ]


class FilterForm(ServiceForm):
    need = forms.MultipleChoiceField(
        label="Need", choices=DAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(label="Words", required=False)


class Choice(ServiceForm):
    outcome = forms.ChoiceField(label="What was decided?", choices=PLANS, widget=forms.RadioSelect)

    def get_layout(self):
        return [Question("outcome", heading=True)]


class Person(SimpleNamespace):
    is_authenticated = True
    membership = None

    def __str__(self):
        return "Sam Okoro"


def draw(name, query="", messages=(), **context):
    """The HTML of one sample page, as a signed-in school lead of two organisations sees it."""
    request = RequestFactory().get(f"/kit/{name}/{query}")
    organisations = ["Hillside School", "Riverbank Academy and Sixth Form"]
    memberships = [
        SimpleNamespace(pk=number, organisation=name, get_role_display="School lead")
        for number, name in enumerate(organisations, start=1)
    ]
    request.user = Person()
    given = {
        "membership": memberships[0],
        "memberships": memberships,
        "messages": messages,
        "may_search": True,
        "navigation": [
            {"label": "Today", "url": "/", "active": True, "count": 4},
            {"label": "Pupils", "url": "/pupils/", "active": False},
            {"label": "Placements", "url": "/placements/", "active": False},
            {"label": "Attendance", "url": "/attendance/", "active": False},
            {"label": "Providers", "url": "/providers/", "active": False},
            {"label": "Flags", "url": "/flags/", "active": False},
        ],
        **context,
    }
    template = engines["django"].from_string((PAGES / f"{name}.html").read_text())
    return template.render(given, request)


def alert(level, text):
    return SimpleNamespace(level_tag=level, __str__=lambda self: text, text=text)


def sent_wrong():
    """The form as somebody sent it with almost everything missing or impossible."""
    return ReferralForm(
        {"start_0": "31", "start_1": "2", "start_2": "2027", "cost": "lots", "at": "25:00"}
    )


def flags():
    people = ["Amara Bello", "Kit Sanders", "Mo Hussain", "Lena Novak", "Jo Fielding"]
    rules = ["Review overdue", "Register missing", "Absence unexplained"]
    status = ["open", "acknowledged", "snoozed"]
    return [
        {
            "pupil": people[number % 5],
            "rule": rules[number % 3],
            "status": status[number % 3],
            "days": number + 1,
        }
        for number in range(43)
    ]


def list_page(query="?need=mon&need=wed&words=maths&sort=-days&page=2"):
    request = RequestFactory().get(f"/kit/list/{query}")
    filters = FilterForm(request.GET)
    page = Paginator(flags(), 8).get_page(2)
    stats = [
        {"value": 43, "label": "open flags", "url": "/flags/"},
        {"value": "94.1%", "label": "attendance this week"},
        {"value": 3, "label": "reviews overdue", "url": "/reviews/"},
    ]
    return draw("list", query, filters=filters, page=page, stats=stats)


def record_page():
    at = datetime.datetime(2026, 11, 20, 10, 5, tzinfo=datetime.UTC)
    return draw(
        "record",
        day=datetime.date(2026, 11, 23),
        facts=[
            {"key": "Provider", "value": "Hill Farm", "url": "/change/"},
            {"key": "Approval", "value": "Approved", "status": "approved"},
            {"key": "Contact", "value": ""},
        ],
        sections=[
            {
                "title": "Timetable",
                "url": "/timetable/",
                "rows": [{"key": "Monday", "value": "Morning, 09:00 to 12:00", "url": "/mon/"}],
            }
        ],
        tasks=[
            {"title": "Pupil", "url": "/pupil/", "done": True},
            {"title": "Needs and risks", "url": "/needs/", "hint": "Includes the passport"},
            {"title": "Send the referral"},
        ],
        events=[
            {"title": "Review held", "by": "J Smith", "at": at, "text": "Extended to 12 Feb 2027."},
            {"title": "Register reminder sent", "at": at.date(), "system": True},
        ],
        links=[
            {"label": "Summary", "url": "#1", "active": True},
            {"label": "Attendance", "url": "#2", "active": False},
            {"label": "Flags", "url": "#3", "active": False, "count": 2},
        ],
        trail=[("Placements", "/placements/"), ("Amara Bello", "/pupils/1/")],
        actions=[
            {"text": "Hold a review", "url": "/review/"},
            {"text": "End the placement", "url": "/end/", "kind": "secondary"},
            {"text": "Print", "url": "/print/", "kind": "link"},
        ],
        changes=[
            {"text": "Download", "url": "/d/", "hidden": "the plan"},
            {"text": "Share", "url": "/s/", "hidden": "the plan"},
        ],
    )


def charts_page():
    places = [
        {"lat": 51.54, "lon": -0.06, "label": "Hill Farm", "url": "#p1"},
        {"lat": 51.5405, "lon": -0.0605, "label": "Bridge Studio", "url": "#p2"},
        {"lat": 51.56, "lon": -0.02, "label": "The Boathouse", "url": "#p3"},
    ]
    weeks = [88, 87, 89, None, 86, 85, 84, 88, 90, 91, 89, 92]
    return draw(
        "charts",
        absence=[("Ill", 41), ("Medical appointment", 12), ("Refused", 23), ("Not known", 0)],
        weeks=[(f"W{number}", value) for number, value in enumerate(weeks, start=1)],
        values=weeks,
        parts=["Present", "Late", "Absent"],
        providers=[("Hill Farm", [120, 14, 9]), ("Bridge Studio", [61, 2, 30])],
        places=places,
        centre=(51.545, -0.05),
    )


def register_page():
    people = ["Amara B", "Christopher-James F", "Kit S", "Mo H"]
    rows = [{"id": n, "name": name, "year": 9 + n % 3} for n, name in enumerate(people, start=1)]
    return draw("register", rows=rows)
