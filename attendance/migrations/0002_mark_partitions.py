"""Marks in partitions, one an academic year (from 1 September), made ahead by a function that
the yearly job may call."""

from django.db import migrations

PARTITIONED = """
DROP TABLE attendance_mark;
CREATE TABLE attendance_mark (
  placement_id integer NOT NULL,
  date date NOT NULL,
  authority_id integer NOT NULL,
  school_id integer,
  provider_id integer NOT NULL,
  register_id integer NOT NULL,
  minutes smallint,
  version smallint NOT NULL,
  session varchar(2) NOT NULL CHECK (session IN ('am', 'pm')),
  observation varchar(1) NOT NULL CHECK (observation IN ('P', 'L', 'E', 'A', 'X')),
  code varchar(2) NOT NULL,
  CONSTRAINT mark_minutes_only_when_late_or_early
    CHECK (minutes IS NULL OR observation IN ('L', 'E')),
  PRIMARY KEY (placement_id, date, session)
) PARTITION BY RANGE (date);

CREATE FUNCTION attendance_add_partition(year integer) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format(
    'CREATE TABLE IF NOT EXISTS attendance_mark_%s PARTITION OF attendance_mark '
    'FOR VALUES FROM (%L) TO (%L) WITH (fillfactor = 90)',
    year, make_date(year, 9, 1), make_date(year + 1, 9, 1));
END $$;
REVOKE ALL ON FUNCTION attendance_add_partition(integer) FROM PUBLIC;

SELECT attendance_add_partition(year)
FROM generate_series(2019, extract(year FROM now())::int + 2) AS year;
"""


class Migration(migrations.Migration):
    dependencies = [("attendance", "0001_initial")]

    operations = [migrations.RunSQL(PARTITIONED)]
