"""The words of this app. Code sets follow the DfE's common basic data set where it has one."""

from django.db.models import IntegerChoices, TextChoices


class Sex(TextChoices):
    FEMALE = "F", "Female"
    MALE = "M", "Male"


class SenProvision(TextChoices):
    NONE = "N", "No special educational need"
    SUPPORT = "K", "SEN support"
    PLAN = "E", "EHC plan"


class SenType(TextChoices):
    """Type of need, as in the school census."""

    SPLD = "SPLD", "Specific learning difficulty"
    MLD = "MLD", "Moderate learning difficulty"
    SLD = "SLD", "Severe learning difficulty"
    PMLD = "PMLD", "Profound and multiple learning difficulty"
    SEMH = "SEMH", "Social, emotional and mental health"
    SLCN = "SLCN", "Speech, language and communication needs"
    HI = "HI", "Hearing impairment"
    VI = "VI", "Vision impairment"
    MSI = "MSI", "Multi-sensory impairment"
    PD = "PD", "Physical disability"
    ASD = "ASD", "Autistic spectrum disorder"
    DS = "DS", "Down syndrome"
    OTH = "OTH", "Other difficulty or disability"
    NSA = "NSA", "SEN support but no specialist assessment of type of need"


class Roll(TextChoices):
    SINGLE = "single", "On the home school's roll only"
    DUAL = "dual", "Dual registered, main at the home school"
    SUBSIDIARY = "subsidiary", "Dual registered, subsidiary at the home school"
    NONE = "none", "On no school's roll"


class Relation(TextChoices):
    MOTHER = "mother", "Mother"
    FATHER = "father", "Father"
    STEP_PARENT = "step_parent", "Step-parent"
    GRANDPARENT = "grandparent", "Grandparent"
    CARER = "carer", "Foster carer"
    SIBLING = "sibling", "Brother or sister"
    GUARDIAN = "guardian", "Guardian or special guardian"
    RELATIVE = "relative", "Other relative"
    OTHER = "other", "Other"


class ImportState(TextChoices):
    WAITING = "waiting", "Waiting for confirmation"
    DONE = "done", "Imported"
    DISCARDED = "discarded", "Discarded"


class CommissionerKind(TextChoices):
    SCHOOL = "school", "School"
    AUTHORITY = "authority", "LA service"
    PARENT = "parent", "Parent with a personal budget"


class Basis(TextChoices):
    """Why in law the provision is made (law.md sections 2 and 4)."""

    OFF_SITE_DIRECTION = "off_site_direction", "Off-site direction (Education Act 2002 s29A)"
    SCHOOL_ARRANGED = "school_arranged", "Arranged by the school otherwise"
    SUSPENSION = "suspension", "Suspension, from the 6th school day"
    PERMANENT_EXCLUSION = "permanent_exclusion", "LA s19 after permanent exclusion"
    MEDICAL = "medical", "LA s19, medical needs"
    NO_SCHOOL_PLACE = "no_school_place", "LA s19, otherwise without education"
    EHC_PLAN = "ehc_plan", "EHC plan (Children and Families Act 2014 s42)"
    EOTAS = "eotas", "EOTAS (Children and Families Act 2014 s61)"


class Reason(TextChoices):
    """Primary reason, in the words of the AP census."""

    BEHAVIOUR = "behaviour", "Behaviour"
    EXCLUSION = "exclusion", "Permanent exclusion or suspension"
    MENTAL_HEALTH = "mental_health", "Mental health need"
    PHYSICAL_HEALTH = "physical_health", "Physical health need"
    NON_ATTENDANCE = "non_attendance", "Not attending school"
    SEN = "sen", "Special educational need"
    NEW_ARRIVAL = "new_arrival", "No school place yet"
    OTHER = "other", "Other"


class Status(TextChoices):
    REQUESTED = "requested", "Requested"
    AGREED = "agreed", "Agreed"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    ENDED = "ended", "Ended"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class FeedbackMoment(TextChoices):
    REVIEW = "review", "After a review"
    EXIT = "exit", "At the end of the placement"


class Rating(IntegerChoices):
    POOR = 1, "Poor"
    FAIR = 2, "Fair"
    GOOD = 3, "Good"
    VERY_GOOD = 4, "Very good"


class Weekday(IntegerChoices):
    MONDAY = 1, "Monday"
    TUESDAY = 2, "Tuesday"
    WEDNESDAY = 3, "Wednesday"
    THURSDAY = 4, "Thursday"
    FRIDAY = 5, "Friday"


class EndReason(TextChoices):
    REINTEGRATED = "reintegrated", "Back in school full time"
    COMPLETED = "completed", "Planned end reached"
    MOVED = "moved", "Moved to other provision"
    BROKE_DOWN = "broke_down", "Broke down"
    LEFT_AREA = "left_area", "Left the area"
    SCHOOL_LEAVER = "school_leaver", "Reached the end of compulsory schooling"


class ObjectiveArea(TextChoices):
    ATTENDANCE = "attendance", "Attendance"
    ATTITUDE = "attitude", "Attitude to learning"
    ATTAINMENT = "attainment", "Attainment"
    BEHAVIOUR = "behaviour", "Behaviour"
    DESTINATION = "destination", "Destination"


class ReviewOutcome(TextChoices):
    CONTINUE = "continue", "Continue"
    CHANGE = "change", "Change the plan"
    EXTEND = "extend", "Extend to a new date"
    REINTEGRATE = "reintegrate", "Reintegrate"
    END = "end", "End"
