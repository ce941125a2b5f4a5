import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from qa.choices import Outcome, VisitStatus
from qa.models import Action, Framework, Judgement, Standard, Visit
from tests.factories.accounts import AuthorityFactory, SchoolFactory, member
from tests.factories.providers import ProviderFactory
from tests.factories.qa import (
    ActionFactory,
    FrameworkFactory,
    JudgementFactory,
    StandardFactory,
    VisitFactory,
    national_standards,
)


@pytest.fixture
def visits(authority, provider):
    """One of each state by our authority, and one draft and one published elsewhere."""
    return {
        "draft": VisitFactory(authority=authority, provider=provider),
        "submitted": VisitFactory(
            authority=authority, provider=provider, status=VisitStatus.SUBMITTED
        ),
        "published": VisitFactory(authority=authority, provider=provider, is_published=True),
        "their draft": VisitFactory(),
        "theirs": VisitFactory(is_published=True),
    }


def seen(user, visits):
    found = set(Visit.objects.visible_to(user))
    return [name for name, visit in visits.items() if visit in found]


def test_visible_to_each_kind_of_organisation(
    visits, officer, school_lead, provider_lead, forum_member
):
    assert seen(officer, visits) == ["draft", "submitted", "published", "theirs"]
    assert seen(school_lead, visits) == ["published", "theirs"]
    assert seen(provider_lead, visits) == ["published"]
    assert seen(forum_member, visits) == []


@pytest.mark.parametrize("name", ["officer", "school_lead", "provider_lead"])
def test_the_database_shows_what_visible_to_shows(visits, name, request):
    user = request.getfixturevalue(name)
    for visit in visits.values():
        JudgementFactory(visit=visit, standard=national_standards().standards.first())
        ActionFactory(visit=visit)
    with database_scope(user.membership):
        for model in (Visit, Judgement, Action):
            unscoped = set(model.objects.values_list("pk", flat=True))
            assert unscoped == set(model.objects.visible_to(user).values_list("pk", flat=True))
            assert unscoped != set()


def test_published_needs_a_grade_and_a_signature(db):
    with pytest.raises(IntegrityError):
        VisitFactory(status=VisitStatus.PUBLISHED)


def test_before_is_the_same_provider_on_the_same_standards(provider):
    now = VisitFactory(provider=provider, visited_on=dt.date(2026, 10, 12))
    earlier = VisitFactory(provider=provider, visited_on=dt.date(2025, 10, 12), is_published=True)
    VisitFactory(provider=provider, visited_on=dt.date(2026, 11, 1), is_published=True)
    VisitFactory(provider=provider, visited_on=dt.date(2026, 1, 1))
    VisitFactory(visited_on=dt.date(2026, 1, 1), is_published=True)
    VisitFactory(provider=provider, framework=FrameworkFactory(), is_published=True)
    assert list(Visit.objects.before(now)) == [earlier]


def test_marking_current_marks_the_newest_published_of_each_authority(authority, provider):
    ours = {"authority": authority, "provider": provider}
    old = VisitFactory(**ours, visited_on=dt.date(2025, 1, 1), is_published=True)
    new = VisitFactory(**ours, visited_on=dt.date(2026, 1, 1), is_published=True)
    draft = VisitFactory(**ours, visited_on=dt.date(2026, 6, 1))
    theirs = VisitFactory(provider=provider, visited_on=dt.date(2025, 6, 1), is_published=True)
    marked = {visit.pk: visit.is_current for visit in Visit.objects.marking_current()}
    assert marked == {old.pk: False, new.pk: True, draft.pk: False, theirs.pk: True}


def test_get_next_url_follows_the_state(provider):
    draft = VisitFactory(provider=provider)
    published = VisitFactory(provider=provider, is_published=True)
    assert draft.get_next_url() == f"/visits/{draft.pk}/check/"
    assert published.get_next_url() == f"/visits/{published.pk}/"


def test_frameworks_in_force_newest_first(authority):
    national = national_standards()
    own = FrameworkFactory(authority=authority, in_force_from=dt.date(2026, 9, 1))
    FrameworkFactory(authority=authority, in_force_from=dt.date(2027, 9, 1))
    FrameworkFactory(authority=AuthorityFactory())
    found = Framework.objects.usable_by(authority.pk).on(dt.date(2026, 11, 23))
    assert list(found) == [own, national]


def test_frameworks_and_standards_visible_to(authority, officer):
    own = FrameworkFactory(authority=authority)
    StandardFactory(framework=FrameworkFactory(authority=AuthorityFactory()))
    standard = StandardFactory(framework=own)
    national = national_standards()
    examples = set(Framework.objects.filter(kind="example"))
    assert len(examples) == 2
    assert set(Framework.objects.visible_to(officer)) == {national, own, *examples}
    assert Standard.objects.visible_to(officer).filter(framework=own).get() == standard
    assert Standard.objects.visible_to(officer).count() == 46


def test_a_standard_in_force_cannot_be_rewritten_by_the_web(commissioner, authority):
    """An old visit reads with the words of its day: no data role may reword what is in force."""
    own = StandardFactory(framework=FrameworkFactory(authority=authority))
    draft = StandardFactory(framework=FrameworkFactory(authority=authority, in_force_from=None))
    foreign = StandardFactory(
        framework=FrameworkFactory(authority=AuthorityFactory(), in_force_from=None)
    )
    with database_scope(commissioner.membership):
        assert Standard.objects.update(summary="Other") == 1
        assert Standard.objects.exclude(pk=draft.pk).filter(summary="Other").count() == 0
        with pytest.raises(DatabaseError, match="keep their words"), transaction.atomic():
            Framework.objects.filter(pk=own.framework_id).update(name="Other")
        retired = Framework.objects.filter(pk=own.framework_id)
        assert retired.update(retired_on=dt.date(2027, 1, 1)) == 1
        assert Framework.objects.filter(pk=foreign.framework_id).count() == 0
        assert Framework.objects.filter(authority=None).update(name="Other") == 0


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.SCHOOL_LEAD, Role.PROVIDER_LEAD])
def test_standards_are_not_for_others_to_write(role):
    someone = member(role)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        with database_scope(someone.membership):
            Standard.objects.update(summary="Other")


def test_a_draft_of_another_authority_cannot_be_changed_by_the_web(visits):
    stranger = member(Role.OFFICER)
    draft = visits["draft"]
    with database_scope(stranger.membership):
        assert Visit.objects.filter(pk=draft.pk).update(summary="Theirs") == 0
        published = visits["published"]
        assert Visit.objects.filter(pk=published.pk).update(summary="Theirs") == 0


def test_open_actions_soonest_first(provider):
    visit = VisitFactory(provider=provider)
    later = ActionFactory(visit=visit, due_on=dt.date(2027, 1, 1))
    sooner = ActionFactory(visit=visit, due_on=dt.date(2026, 12, 1))
    ActionFactory(visit=visit, status="closed", closed_on=dt.date(2026, 11, 1))
    assert list(Action.objects.open().soonest_first()) == [sooner, later]


def test_judged_leaves_out_notes_without_an_outcome(provider):
    visit = VisitFactory(provider=provider)
    first, second = visit.framework.standards.all()[:2]
    JudgementFactory(visit=visit, standard=first, outcome="", evidence="Gate open")
    judged = JudgementFactory(visit=visit, standard=second, outcome=Outcome.NOT_YET_MET)
    assert list(visit.judgements.judged()) == [judged]


def test_a_school_of_another_authority_reads_the_shared_record(visits):
    lead = member(Role.SCHOOL_LEAD, SchoolFactory())
    assert seen(lead, visits) == ["published", "theirs"]
    other = member(Role.PROVIDER_LEAD, ProviderFactory().organisation)
    assert seen(other, visits) == []
