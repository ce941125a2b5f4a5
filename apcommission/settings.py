"""Settings, all in one file. What an operator may set is an environment variable, listed in
README.md; everything else is the product's own decision."""

import os
import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from apcommission.database_url import parse

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules


def flag(name, default=False):
    """A yes-or-no variable; anything else than 1 or 0 is refused, so that a typo is seen."""
    value = os.environ.get(name, "1" if default else "0")
    if value not in ("0", "1"):
        raise ValueError(f"{name} must be 0 or 1.")
    return value == "1"


DEVELOPMENT = flag("APR_DEBUG")
# The demo offers sign-in by one press: never with debug off, never with a database of one's own.
DEMO = flag("APR_DEMO") and DEVELOPMENT and "APR_EMBEDDED" in os.environ
# The demo shows the register's own error pages, not Django's.
DEBUG = DEVELOPMENT and not DEMO
# The demo may live on another day than the real one (apcommission/demo/clock.py).
DEMO_SHIFT_SECONDS = int(os.environ.get("APR_DEMO_SHIFT_SECONDS", "0"))
# Set for web and worker processes: their database login must be weak (accounts.E002).
SERVING = flag("APR_SERVING")
SECRET_KEY = os.environ.get("APR_SECRET_KEY", "development-only-" + "x" * 50 if not SERVING else "")
if SERVING and not SECRET_KEY:
    raise ImproperlyConfigured("Set APR_SECRET_KEY: SECRET_KEY must not be empty when serving.")
ALLOWED_HOSTS = os.environ.get("APR_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
SERVICE_NAME = "Alternative Provision Register"
SERVICE_ADDRESS = os.environ.get("APR_ADDRESS", "http://127.0.0.1:8000")
SUPPORT_EMAIL = os.environ.get("APR_SUPPORT_EMAIL", "support@example.org")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "crispy_forms",
    "django_filters",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "apcommission.design",
    "apcommission.audit",
    "apcommission.notify",
    "apcommission.accounts",
    "apcommission.flags",
    "apcommission.terms",
    "providers",
    "placements",
    "attendance",
    "qa",
    "apcommission.reports",
    "apcommission.jobs",
    "apcommission.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "apcommission.accounts.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "apcommission.accounts.middleware.SessionLimitsMiddleware",
    "apcommission.accounts.middleware.SecondFactorMiddleware",
    "apcommission.accounts.middleware.MembershipMiddleware",
    "apcommission.accounts.middleware.ScopeMiddleware",
]

ROOT_URLCONF = "apcommission.urls"
WSGI_APPLICATION = "apcommission.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "apcommission.accounts.context.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "apuk"
CRISPY_TEMPLATE_PACK = "apuk"

DATABASES = {
    "default": {
        **parse(os.environ.get("DATABASE_URL", "postgres://ap_web@127.0.0.1:5432/apregister")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": os.environ.get("TEST_DATABASE_NAME")},
    }
}
# Ids fit four bytes: marks carry five of them (performance.md 2c).
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DATABASE_ROUTERS = []

# Sign-in counters live in the database, so that a dead Redis does not stop sign-in.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "sign_in_cache",
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("APR_STATIC_ROOT", BASE_DIR / ".data" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "apcommission.design.storage.HashedStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "apcommission.accounts.sign_in.AccountAdapter"
MFA_ADAPTER = "apcommission.accounts.sign_in.SecondFactorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# No mail to whatever address a stranger types.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {
    # A whole school signs in behind one address at 08:45 (reliability.md section 4).
    "login": "600/m/ip",
    "login_failed": "300/m/ip,5/5m/key",
}
ACCOUNT_FORMS = {
    "login": "apcommission.accounts.forms.sign_in.LoginForm",
    "reauthenticate": "apcommission.accounts.forms.sign_in.ReauthenticateForm",
    "change_password": "apcommission.accounts.forms.sign_in.ChangePasswordForm",
    "reset_password": "apcommission.accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "apcommission.accounts.forms.sign_in.ResetPasswordKeyForm",
}
MFA_FORMS = {
    "authenticate": "apcommission.accounts.forms.sign_in.AuthenticateForm",
    "reauthenticate": "apcommission.accounts.forms.sign_in.ReauthenticateCodeForm",
    "activate_totp": "apcommission.accounts.forms.sign_in.ActivateTOTPForm",
    "add_webauthn": "apcommission.accounts.forms.sign_in.AddWebAuthnForm",
    "edit_webauthn": "apcommission.accounts.forms.sign_in.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SERVICE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT
USERSESSIONS_TRACK_ACTIVITY = False

# Messages may name a pupil: they are kept on the server, never in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Sessions: idle 30 minutes, absolute 10 hours (decisions.md 8).
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 10 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
INVITATION_HOURS = 72
SECURE = not DEVELOPMENT and not TESTING and flag("APR_SECURE", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "apr_session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "apr_csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "apcommission.accounts.views.pages.csrf_failure"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 63072000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
# Only behind a proxy that sets the header itself: anybody else could claim to come by TLS.
if flag("APR_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# Mail goes to a file until a server is named, so that nothing leaves by accident.
EMAIL_HOST = os.environ.get("APR_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("APR_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("APR_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("APR_SMTP_PASSWORD", "")
EMAIL_USE_TLS = flag("APR_SMTP_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("APR_FROM_EMAIL", "register@example.org")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = os.environ.get("APR_MAIL_FOLDER", str(BASE_DIR / ".data" / "mail"))

# The virus scanner that looks at uploads: "host:port" or the path of clamd's socket.
CLAMD = os.environ.get("APR_CLAMD", "")

# Jobs are rows in PostgreSQL; Celery only wakes workers (reliability.md 0.6).
CELERY_BROKER_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 20 * 60,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = os.environ.get(
    "APR_BEAT_FILE", str(BASE_DIR / ".data" / "beat-schedule")
)
CELERY_BEAT_SCHEDULE = {
    # One entry: the planner reads the timetable in apcommission/jobs and catches up by itself.
    "plan": {
        "task": "apcommission.jobs.tasks.plan",
        "schedule": float(os.environ.get("APR_PLAN_SECONDS", "60")),
    },
}

# Log lines carry ids, never a child's name.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "pikepdf": {"level": "ERROR"},
    },
}
