"""What the catalogue costs with 500 providers and 5,000 offers, beside a bare signed-in page.

    DATABASE_URL=... python bench/catalogue.py [rounds]

Writes its world into a migrated database inside a transaction and takes it back at the end. The
requests run in this process as the web server's role, row security on; the unit H is the CPU of
this process for a bare page behind the same middleware, median of rounds that take turns. CPU of
the database is not in it: its time is what is left of the clock, printed beside it.
"""

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apcommission.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import include, path  # noqa: E402

from apcommission.accounts.access import signed_in  # noqa: E402
from apcommission.accounts.models import Organisation, SchoolProfile  # noqa: E402
from providers.models import Approval, Offer, Provider, Site  # noqa: E402
from tests.factories.accounts import AuthorityFactory, SchoolFactory, member  # noqa: E402
from tests.factories.placements import PlacementFactory, SlotFactory  # noqa: E402
from tests.webclient import WebClient  # noqa: E402

PROVIDERS, OFFERS_EACH, PLACEMENTS = 500, 10, 60
NEEDS = ["semh", "autism", "anxiety", "medical"]
# Goal and bound of a catalogue page of 20 rows, any filters, in H.
GOAL, BOUND = 3, 4
PAGES = {
    "bare signed-in page": "/bench/",
    "catalogue": "/providers/",
    "catalogue, near": "/providers/?near=RM1&sort=distance",
    "catalogue, many filters": "/providers/?age=14&need=semh&half_day=2am&places=1&price=50"
    "&near=RM1&within=20&sort=price",
    "catalogue, nothing found": "/providers/?need=slcn&age=14&near=RM1&within=20",
    "comparison of four": "/providers/compare/?{ticked}",
    "list as CSV, all": "/providers/list.csv",
}


@signed_in
def bare(request):
    return render(request, "base.html")


urlpatterns = [path("bench/", bare), path("", include("apcommission.urls"))]


def build():
    """The world; returns (the school's lead, the four providers to compare)."""
    authority = AuthorityFactory(name="Bench authority")
    school = SchoolFactory(name="Bench school", authority=authority)
    SchoolProfile.objects.create(organisation=school, urn=999_999, postcode="RM1 3BB")
    organisations = Organisation.objects.bulk_create(
        Organisation(kind="provider", name=f"Bench provider {n:03}") for n in range(PROVIDERS)
    )
    providers = Provider.objects.bulk_create(
        Provider(organisation=each, type="non_school", description="Small groups. " * 20)
        for each in organisations
    )
    grades = ["strong", "sound", "developing", ""]
    Approval.objects.bulk_create(
        Approval(
            authority=authority,
            provider=each,
            status="approved",
            decided_on="2026-09-01",
            qa_grade=grades[n % 4],
        )
        for n, each in enumerate(providers)
    )
    sites = Site.objects.bulk_create(
        Site(
            provider=each,
            name="Main site",
            town=f"Town {n % 40}",
            latitude=51.4 + n % 25 / 80,
            longitude=0.05 + n // 25 / 80,
        )
        for n, each in enumerate(providers)
    )
    Offer.objects.bulk_create(
        Offer(
            provider=site.provider,
            site=site,
            title=f"Offer {number}",
            description="What pupils do here. " * 10,
            age_from=5 + number % 8,
            age_to=14 + number % 3,
            needs=[NEEDS[number % 4]],
            subjects=["maths"],
            price_pence=3000 + 1000 * number,
            price_unit="half_day",
        )
        for site in sites
        for number in range(OFFERS_EACH)
    )
    for number in range(PLACEMENTS):
        site = sites[number % PROVIDERS]
        placement = PlacementFactory(pupil__school=school, provider=site.provider)
        SlotFactory(placement=placement, site=site, weekday=number % 5 + 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return member("school_lead", school), providers[:4]


def measure(client, address):
    """(CPU ms of this process, ms by the clock) of one request."""
    cpu, clock = time.process_time(), time.perf_counter()
    response = client.get(address)
    assert response.status_code == 200, f"{address} answered {response.status_code}"
    return (time.process_time() - cpu) * 1000, (time.perf_counter() - clock) * 1000


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def main(rounds):
    settings.ROOT_URLCONF = sys.modules[__name__]
    # Static files need not have been collected.
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    with transaction.atomic():
        user, four = build()
        client = WebClient().sign_in(user)
        ticked = "&".join(f"with={provider.pk}" for provider in four)
        addresses = {name: address.format(ticked=ticked) for name, address in PAGES.items()}
        counted = {name: queries(client, address) for name, address in addresses.items()}
        taken = {name: [] for name in addresses}
        for _ in range(rounds):
            for name, address in addresses.items():
                taken[name].append(measure(client, address))
        transaction.set_rollback(True)
    bare_cpu = statistics.median(cpu for cpu, _ in taken["bare signed-in page"])
    print(f"{PROVIDERS} providers, {PROVIDERS * OFFERS_EACH} offers, {rounds} rounds")
    print(f"{'page':28}{'queries':>8}{'CPU ms':>9}{'clock ms':>10}{'x H':>7}")
    for name, each in taken.items():
        cpu = statistics.median(cpu for cpu, _ in each)
        clock = statistics.median(clock for _, clock in each)
        print(f"{name:28}{counted[name]:>8}{cpu:>9.1f}{clock:>10.1f}{cpu / bare_cpu:>7.1f}")
    print(f"A page of the catalogue: goal {GOAL} H, bound {BOUND} H.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
