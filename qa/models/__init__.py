"""The records of quality assurance."""

from qa.models.acceptance import VisitAcceptance
from qa.models.action import Action, ActionFile
from qa.models.feed import CalendarFeed
from qa.models.framework import Framework, Standard
from qa.models.judgement import ConfidentialNote, Judgement
from qa.models.photo import Photo
from qa.models.self_assessment import SelfAssessment, SelfJudgement
from qa.models.visit import Visit
from qa.models.voice import Voice

__all__ = [
    "Action",
    "ActionFile",
    "CalendarFeed",
    "ConfidentialNote",
    "Framework",
    "Judgement",
    "Photo",
    "SelfAssessment",
    "SelfJudgement",
    "Standard",
    "Visit",
    "VisitAcceptance",
    "Voice",
]
