from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from apcommission.accounts.roles import permissions_of


class Person(models.Model):
    """Somebody who acts in the register. Records point here, never at the sign-in account,
    so that the roles which read records hold no right on password hashes."""

    name = models.CharField(max_length=150)
    job_title = models.CharField(max_length=100, blank=True)

    def __str__(self):
        return self.name


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_platform_staff=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(Person, AbstractBaseUser):
    """A person's sign-in account."""

    person = models.OneToOneField(
        Person, models.CASCADE, parent_link=True, primary_key=True, related_name="account"
    )
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    # Support staff of the service itself: no right on any child's record (reliability.md A12).
    is_platform_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    # The membership this person is acting in now; set by the membership middleware.
    membership = None

    def __str__(self):
        return self.name

    @property
    def organisation(self):
        return self.membership.organisation if self.membership else None

    @property
    def role(self):
        return self.membership.role if self.membership else ""

    @property
    def is_dsl(self):
        return bool(self.membership and self.membership.is_dsl)

    def may(self, permission):
        return permission in permissions_of(self.role, is_dsl=self.is_dsl)
