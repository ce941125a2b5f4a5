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


class Weekday(IntegerChoices):
    MONDAY = 1, "Monday"
    TUESDAY = 2, "Tuesday"
    WEDNESDAY = 3, "Wednesday"
    THURSDAY = 4, "Thursday"
    FRIDAY = 5, "Friday"


class PriceUnit(TextChoices):
    HOUR = "hour", "an hour"
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
