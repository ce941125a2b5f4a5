"""The records of quality assurance."""

from qa.models.action import Action
from qa.models.framework import Framework, Standard
from qa.models.visit import Judgement, Visit

__all__ = ["Action", "Framework", "Judgement", "Standard", "Visit"]
