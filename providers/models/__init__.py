"""The records of providers."""

from providers.models.approval import Approval, ApprovalDecision
from providers.models.offer import Offer
from providers.models.provider import Provider
from providers.models.site import Site, SiteStaff

__all__ = ["Approval", "ApprovalDecision", "Offer", "Provider", "Site", "SiteStaff"]
