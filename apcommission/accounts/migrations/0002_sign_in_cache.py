"""The table of the sign-in counters, as Django's database cache lays it out."""

from django.db import migrations

TABLE = """
CREATE TABLE IF NOT EXISTS sign_in_cache (
  cache_key varchar(255) NOT NULL PRIMARY KEY,
  value text NOT NULL,
  expires timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS sign_in_cache_expires ON sign_in_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(TABLE)]
