"""People and organisations."""

from datetime import timedelta

import factory
from django.utils import timezone

from apcommission.accounts.choices import OrganisationKind, Role
from apcommission.accounts.models import Invitation, Membership, Organisation, User
from apcommission.accounts.models.invitation import hash_of
from apcommission.accounts.roles import ROLES


class AuthorityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.AUTHORITY
    name = factory.Sequence(lambda n: f"Borough {n}")


class SchoolFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.SCHOOL
    name = factory.Sequence(lambda n: f"School {n}")
    authority = factory.SubFactory(AuthorityFactory)


class ForumFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.FORUM
    name = factory.LazyAttribute(lambda forum: f"{forum.authority.name} Schools Forum")
    authority = factory.SubFactory(AuthorityFactory)


class ProviderOrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.PROVIDER
    name = factory.Sequence(lambda n: f"Provider {n}")


ORGANISATION_FACTORIES = {
    OrganisationKind.AUTHORITY: AuthorityFactory,
    OrganisationKind.SCHOOL: SchoolFactory,
    OrganisationKind.PROVIDER: ProviderOrganisationFactory,
    OrganisationKind.FORUM: ForumFactory,
}


class UserFactory(factory.django.DjangoModelFactory):
    """A signed-in person: pass `role`, and `organisation` unless any will do."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person-{n}@example.org")

    @factory.post_generation
    def role(user, create, role, organisation=None, is_dsl=False):
        if role is None:
            return
        organisation = organisation or ORGANISATION_FACTORIES[ROLES[role].kind]()
        user.membership = Membership.objects.create(
            user=user, organisation=organisation, role=role, is_dsl=is_dsl
        )


def member(role, organisation=None, *, is_dsl=False, **fields):
    """A user who acts as `role` in the organisation (a new one unless given)."""
    return UserFactory(
        role=Role(role), role__organisation=organisation, role__is_dsl=is_dsl, **fields
    )


class InvitationFactory(factory.django.DjangoModelFactory):
    """An open invitation; `secret` is what its link holds."""

    class Meta:
        model = Invitation

    class Params:
        secret = factory.Sequence(lambda n: f"secret-{n}")

    organisation = factory.SubFactory(SchoolFactory)
    email = "new.person@example.org"
    name = "New Person"
    role = Role.SCHOOL_ATTENDANCE
    secret_hash = factory.LazyAttribute(lambda invitation: hash_of(invitation.secret))
    invited_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=72))
