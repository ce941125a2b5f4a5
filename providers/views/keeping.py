"""How a change of an entry is kept: live at once, or proposed to the authorities that rely on
it. Used by the pages that edit an entry, a site or an offer."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages

from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.choices import ChangeKind
from providers.models import EntryChange, Offer, Site
from providers.models.plain_facts import fact_of

ADDED = {ChangeKind.SITE: Site, ChangeKind.OFFER: Offer}


@dataclass
class Keeping:
    """One person's change of one provider's entry, or of the subject: a site or an offer of it
    (None: one that is added)."""

    request: object
    provider: object
    kind: str
    subject: object = None

    @property
    def is_own(self):
        return self.request.user.organisation.pk == self.provider.pk

    @cached_property
    def proposes(self):
        """Whether the change waits: a provider's own, once an authority relies on the entry."""
        return self.is_own and self.provider.is_relied_on

    @cached_property
    def waiting(self):
        """The provider's own proposal that is changed here, or None. One that adds a site or an
        offer is named in the address: ?change=12."""
        if not self.is_own:
            return None
        own = EntryChange.objects.visible_to(self.request.user).of(self.provider).waiting()
        own = own.about(self.kind, self.subject.pk if self.subject else None)
        if self.subject is None and self.kind in ADDED:
            number = self.request.GET.get("change", "")
            own = own.numbered(int(number) if number.isdecimal() else 0)
        return own.first()

    def begin(self):
        """The record that the form begins with: what stands, under what is already proposed."""
        subject = self.provider if self.kind == ChangeKind.PROVIDER else self.subject
        if self.waiting:
            subject = subject or ADDED[self.kind]()
            for name in self.waiting.proposed:
                setattr(subject, name, fact_of(self.waiting, name))
        return subject

    def keep(self, form, *, live, done):
        """Keep the answers of a valid form: `live` does it now, and `done` is then said.

        Returns False, with the reason on the form, when the register refuses."""
        user = self.request.user
        try:
            if self.proposes:
                change = actions.propose_change(
                    by=user,
                    provider=self.provider,
                    kind=self.kind,
                    subject=self.subject,
                    facts=form.facts(),
                    instead_of=self.waiting,
                )
                done = PROPOSED if change else NOTHING
            else:
                live(**form.facts())
                if self.waiting:
                    actions.withdraw_change(by=user, change=self.waiting)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
            return False
        messages.success(self.request, done)
        return True


PROPOSED = (
    "Your change is proposed. It is shown to schools when a local authority that uses you has "
    "accepted it."
)
NOTHING = "Nothing differs from what schools read now, so nothing is proposed."
