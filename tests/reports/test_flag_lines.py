import pytest

from apcommission.accounts.scope import database_scope
from apcommission.reports.flag_lines import GONE, flag_lines
from tests.factories.flags import FlagFactory
from tests.factories.placements import PlacementFactory

pytestmark = pytest.mark.django_db


def lines(user, *flags):
    with database_scope(user.membership):
        return flag_lines(flags, user)


def test_flag_line_of_a_placement(authority, placement, commissioner):
    flag = FlagFactory(authority=authority, subject_id=placement.pk)
    [line] = lines(commissioner, flag)
    assert (line.title, line.subject, line.pupil) == (
        "Review overdue",
        "Ada Marsh at Bridge Farm",
        placement.pupil,
    )
    assert line.sentence == "Review of Ada Marsh at Bridge Farm was due on 13 Nov 2026"
    assert (line.url, line.action) == (f"/placements/{placement.pk}/review/", "Record the review")
    assert (line.urgency, line.colour) == ("this_week", "orange")


def test_flag_line_of_a_pupil(authority, placement, commissioner):
    flag = FlagFactory(
        authority=authority,
        rule="consecutive_absence",
        subject_kind="pupil",
        subject_id=placement.pupil_id,
        numbers={"sessions": 5, "limit": 4},
    )
    [line] = lines(commissioner, flag)
    assert (line.pupil, line.sentence) == (
        placement.pupil,
        "Ada Marsh: absent for 5 sessions running",
    )
    assert line.url == f"/attendance/pupils/{placement.pupil_id}/"


def test_flag_line_of_a_site_and_of_a_provider(authority, site, provider, provider_lead):
    register = FlagFactory(
        authority=authority,
        rule="register_missing",
        subject_kind="site",
        subject_id=site.pk,
        part="2026-11-23 am",
        numbers={"expected": 2, "cut_off": "10:00"},
    )
    watch = FlagFactory(
        authority=authority,
        rule="registration_needed",
        subject_kind="provider",
        subject_id=provider.pk,
    )
    first, second = lines(provider_lead, register, watch)
    assert (first.subject, first.colour) == ("Main yard, Bridge Farm", "red")
    assert first.url == f"/registers/{site.pk}/2026-11-23/am/"
    assert (second.subject, second.url) == ("Bridge Farm", f"/registration/{provider.pk}/")
    assert [line.pupil for line in (first, second)] == [None, None]


def test_flag_line_names_nobody_out_of_scope(authority, commissioner):
    foreign = PlacementFactory(pupil__surname="Canary")
    flag = FlagFactory(authority=authority, subject_id=foreign.pk)
    [line] = lines(commissioner, flag)
    assert (line.subject, line.pupil) == (GONE, None)
    assert (line.url, line.action) == (f"/flags/{flag.pk}/", "See the flag")


def test_flag_line_of_a_rule_that_is_no_more(authority, placement, commissioner):
    flag = FlagFactory(authority=authority, rule="of_old", subject_id=placement.pk)
    [line] = lines(commissioner, flag)
    assert (line.title, line.sentence) == ("of_old", "Ada Marsh at Bridge Farm")
    assert line.url == line.detail_url


def test_flag_lines_cost_one_query_a_kind(
    authority, school, provider, commissioner, django_assert_num_queries
):
    placements = [PlacementFactory(pupil__school=school, provider=provider) for _ in range(3)]
    flags = [FlagFactory(authority=authority, subject_id=each.pk) for each in placements]
    with database_scope(commissioner.membership), django_assert_num_queries(1):
        assert len(flag_lines(flags, commissioner)) == 3
