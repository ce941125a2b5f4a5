"""The records of providers."""

from providers.models.agreement import Acceptance, Agreement, outstanding
from providers.models.application import Application, ApplicationAnswer
from providers.models.approval import Approval, ApprovalDecision, DecisionScore
from providers.models.catalogue import PublicCatalogue, SearchMiss
from providers.models.contact import SiteContact
from providers.models.entry_change import EntryChange
from providers.models.evidence import (
    Document,
    DocumentCheck,
    DocumentContent,
    EvidenceRequirement,
    ExpiryReminder,
)
from providers.models.off_list import OffListDeclaration
from providers.models.offer import Offer
from providers.models.price import NegotiatedPrice
from providers.models.provider import Provider
from providers.models.provider_import import ProviderImport
from providers.models.site import Site, SiteStaff

__all__ = [
    "Acceptance",
    "Agreement",
    "Application",
    "ApplicationAnswer",
    "Approval",
    "ApprovalDecision",
    "DecisionScore",
    "Document",
    "DocumentCheck",
    "DocumentContent",
    "EntryChange",
    "EvidenceRequirement",
    "ExpiryReminder",
    "NegotiatedPrice",
    "OffListDeclaration",
    "Offer",
    "Provider",
    "ProviderImport",
    "PublicCatalogue",
    "SearchMiss",
    "Site",
    "SiteContact",
    "SiteStaff",
    "outstanding",
]
