"""The words of this app."""

from django.db.models import IntegerChoices, TextChoices


class ProviderType(TextChoices):
    NON_SCHOOL = "non_school", "Non-school AP"
    INDEPENDENT_SCHOOL = "independent_school", "Registered independent school"
    PUPIL_REFERRAL_UNIT = "pupil_referral_unit", "Pupil referral unit"
    AP_ACADEMY = "ap_academy", "AP academy or free school"
    FURTHER_EDUCATION = "further_education", "Further education college"
    HOSPITAL_SCHOOL = "hospital_school", "Hospital school"


class ApprovalStatus(TextChoices):
    APPLIED = "applied", "Applied"
    APPROVED = "approved", "Approved"
    CONDITIONAL = "conditional", "Approved with conditions"
    SUSPENDED = "suspended", "Suspended"
    REFUSED = "refused", "Refused"
    REMOVED = "removed", "Removed"


class Grade(TextChoices):
    """What a visit found overall; the best first. qa gives it, the catalogue shows it."""

    STRONG = "strong", "Strong"
    SOUND = "sound", "Sound"
    DEVELOPING = "developing", "Developing"
    CONCERN = "concern", "Cause for concern"


class DecisionStep(TextChoices):
    """What happened to an approval at one step of its history."""

    APPLIED = "applied", "Applied"
    ASKED = "asked", "More information asked for"
    DECIDED = "decided", "Decided"
    LAPSED = "lapsed", "Changed because evidence expired"
    RESTORED = "restored", "Restored because evidence is in date again"


class Section(TextChoices):
    """What an application is scored on (practice.md 3, as Oxfordshire's panel does)."""

    SAFEGUARDING = "safeguarding", "Safeguarding"
    HEALTH_SAFETY = "health_safety", "Health and safety"
    EXPERIENCE = "experience", "Experience"
    CAPACITY = "capacity", "Local capacity"
    FINANCE = "finance", "Finance"
    SERVICE = "service", "The service offered"
    RECORDS = "records", "Keeping records"


class Score(IntegerChoices):
    NOT_MET = 0, "0: not met"
    PARTLY = 1, "1: partly met"
    MET = 2, "2: met"
    STRONG = 3, "3: strong"


class ApplicationState(TextChoices):
    STARTED = "started", "Being written"
    SENT = "sent", "Sent"
    ASKED = "asked", "More information asked for"
    DECIDED = "decided", "Decided"
    WITHDRAWN = "withdrawn", "Withdrawn"


class CheckOutcome(TextChoices):
    ACCEPTED = "accepted", "Verified"
    RETURNED = "returned", "Sent back"


class OnExpiry(TextChoices):
    """What follows when evidence of a kind runs out."""

    NOTHING = "nothing", "Reminders only"
    APPROVAL = "approval", "The approval becomes conditional, later suspended"


class AgreementKind(TextChoices):
    CONTRACT = "contract", "Contract and terms"
    EXPECTATIONS = "expectations", "Expectations"


class ChangeState(TextChoices):
    PROPOSED = "proposed", "Waiting for the local authority"
    ACCEPTED = "accepted", "Accepted"
    RETURNED = "returned", "Sent back"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ChangeKind(TextChoices):
    """What a change to an entry is about."""

    PROVIDER = "provider", "Entry"
    SITE = "site", "Site"
    OFFER = "offer", "Offer"


class OffListOutcome(TextChoices):
    OPEN = "", "Under desk-top review"
    APPLYING = "applying", "Asked to apply for approval"
    ACCEPTED = "accepted", "Use accepted for this pupil"
    STOP = "stop", "Use must stop"
    ENDED = "ended", "No longer used"


class SiteKind(TextChoices):
    MAIN = "main", "Main site"
    SATELLITE = "satellite", "Satellite site"
    SUBCONTRACTED = "subcontracted", "Run by a sub-contractor"


class ContactRole(TextChoices):
    HEAD = "head", "Head or manager"
    DSL = "dsl", "Designated safeguarding lead"
    DEPUTY_DSL = "deputy_dsl", "Deputy designated safeguarding lead"
    REGISTER = "register", "Register contact"
    OUT_OF_HOURS = "out_of_hours", "Out of hours"


SAFEGUARDING_CONTACTS = {ContactRole.DSL, ContactRole.DEPUTY_DSL}


class OfferType(TextChoices):
    """Lots seen in authorities' frameworks (practice.md 3)."""

    FULL_TIME = "full_time", "Full-time programme"
    VOCATIONAL = "vocational", "Vocational"
    TUITION = "tuition", "Tuition, face to face"
    ONLINE = "online", "Tuition, online"
    RE_ENGAGEMENT = "re_engagement", "Re-engagement"
    MENTORING = "mentoring", "Mentoring"
    THERAPEUTIC = "therapeutic", "Therapeutic"
    OUTDOOR = "outdoor", "Outdoor and land-based"


class KeyStage(TextChoices):
    KS1 = "ks1", "Key stage 1 (ages 5 to 7)"
    KS2 = "ks2", "Key stage 2 (ages 7 to 11)"
    KS3 = "ks3", "Key stage 3 (ages 11 to 14)"
    KS4 = "ks4", "Key stage 4 (ages 14 to 16)"
    KS5 = "ks5", "Key stage 5 (ages 16 to 19)"


class Vat(TextChoices):
    EXEMPT = "exempt", "No VAT"
    INCLUDED = "included", "VAT included"
    ADDED = "added", "VAT is added"


class AbsenceCharge(TextChoices):
    FULL = "full", "Charged in full"
    HALF = "half", "Charged at half"
    NOTICE = "notice", "Not charged when told the day before"
    NONE = "none", "Not charged"


class Transport(TextChoices):
    NONE = "none", "No transport"
    INCLUDED = "included", "Transport included"
    CHARGED = "charged", "Transport at a charge"


class HalfDay(TextChoices):
    """A half-day of the school week: the day's number, then am or pm."""

    MONDAY_AM = "1am", "Monday morning"
    MONDAY_PM = "1pm", "Monday afternoon"
    TUESDAY_AM = "2am", "Tuesday morning"
    TUESDAY_PM = "2pm", "Tuesday afternoon"
    WEDNESDAY_AM = "3am", "Wednesday morning"
    WEDNESDAY_PM = "3pm", "Wednesday afternoon"
    THURSDAY_AM = "4am", "Thursday morning"
    THURSDAY_PM = "4pm", "Thursday afternoon"
    FRIDAY_AM = "5am", "Friday morning"
    FRIDAY_PM = "5pm", "Friday afternoon"


class Weekday(IntegerChoices):
    MONDAY = 1, "Monday"
    TUESDAY = 2, "Tuesday"
    WEDNESDAY = 3, "Wednesday"
    THURSDAY = 4, "Thursday"
    FRIDAY = 5, "Friday"


class PriceUnit(TextChoices):
    HOUR = "hour", "an hour"
    HOUR_ALONE = "hour_alone", "an hour, 1:1"
    HALF_DAY = "half_day", "a half-day"
    DAY = "day", "a day"
    WEEK = "week", "a week"


class Need(TextChoices):
    SEMH = "semh", "Social, emotional and mental health"
    AUTISM = "autism", "Autism"
    SLCN = "slcn", "Speech, language and communication"
    LEARNING = "learning", "Learning difficulty"
    MEDICAL = "medical", "Medical needs"
    ANXIETY = "anxiety", "Anxiety and emotionally based school avoidance"
    BEHAVIOUR = "behaviour", "Behaviour"
    YOUNG_PARENT = "young_parent", "Young parents"


class Subject(TextChoices):
    ENGLISH = "english", "English"
    MATHS = "maths", "Mathematics"
    SCIENCE = "science", "Science"
    CONSTRUCTION = "construction", "Construction"
    MOTOR = "motor", "Motor vehicle"
    LAND = "land", "Animal care and land-based"
    CATERING = "catering", "Catering"
    HAIR = "hair", "Hair and beauty"
    SPORT = "sport", "Sport"
    ARTS = "arts", "Art, music and media"
    MENTORING = "mentoring", "Mentoring"
    THERAPY = "therapy", "Therapeutic work"
