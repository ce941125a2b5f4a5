"""The audit triggers: SECURITY DEFINER, statement-level, silent to no setting the web can make.

They run with the owner's rights, so the roles of the web need none on the events, and no bulk
write, raw statement or forgotten save() goes past them.
"""

# A row's own id, or the natural key where a table has none.
_ROW_ID = (
    "coalesce(r->>'id', r->>'organisation_id', r->>'person_id', r->>'key', "
    "CASE WHEN NOT r ? 'placement_id' THEN r->>'pupil_id' END, "
    "concat_ws(':', r->>'placement_id', r->>'date', r->>'session'))"
)
# An authority's own record is the authority's; everything else says whose it is.
_EVENT_COLUMNS = (
    "at, transaction, action, reason, person_id, person_name, person_role, organisation_id, "
    "table_name, row_id, operation, before, after, authority_id, school_id, provider_id, pupil_id"
)
_WHO = """clock_timestamp(), txid_current(),
    coalesce(nullif(current_setting('app.action', true), ''), 'unnamed'),
    coalesce(current_setting('app.reason', true), ''),
    nullif(current_setting('app.user', true), '')::int,
    coalesce(nullif(current_setting('app.user_name', true), ''), session_user::text),
    coalesce(current_setting('app.user_role', true), ''),
    nullif(current_setting('app.org', true), '')::int,
    TG_TABLE_NAME"""
# A row that names no authority is its organisation's, else that of whoever acts.
_AUTHORITY = """coalesce((r->>'authority_id')::int,
      (SELECT coalesce(o.authority_id, CASE o.kind WHEN 'authority' THEN o.id END)
       FROM accounts_organisation o WHERE o.id = CASE TG_TABLE_NAME
         WHEN 'accounts_organisation' THEN (r->>'id')::int ELSE (r->>'organisation_id')::int END),
      nullif(current_setting('app.authority', true), '')::int)"""
_WHOSE = f"""
    {_AUTHORITY}, (r->>'school_id')::int, (r->>'provider_id')::int,
    coalesce(r->>'pupil_id', CASE WHEN TG_TABLE_NAME = 'placements_pupil' THEN r->>'id' END)::int"""

TRIGGER_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION audit_insert() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO audit_event ({_EVENT_COLUMNS})
  SELECT {_WHO}, {_ROW_ID}, 'insert', NULL, r, {_WHOSE}
  FROM (SELECT to_jsonb(n) - '{{secret_hash,pdf}}'::text[] AS r FROM new_rows n) rows;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION audit_update() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO audit_event ({_EVENT_COLUMNS})
  SELECT {_WHO}, {_ROW_ID}, 'update',
    (SELECT jsonb_object_agg(key, value) FROM jsonb_each(o) WHERE r->key IS DISTINCT FROM value),
    (SELECT jsonb_object_agg(key, value) FROM jsonb_each(r) WHERE o->key IS DISTINCT FROM value),
    {_WHOSE}
  FROM (
    SELECT o, r FROM
      (SELECT to_jsonb(x) - '{{secret_hash,pdf}}'::text[] AS o,
         row_number() OVER () AS place FROM old_rows x) a
      JOIN
      (SELECT to_jsonb(y) - '{{secret_hash,pdf}}'::text[] AS r,
         row_number() OVER () AS place FROM new_rows y) b
      USING (place)
  ) rows
  WHERE o IS DISTINCT FROM r;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION audit_delete() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO audit_event ({_EVENT_COLUMNS})
  SELECT {_WHO}, {_ROW_ID}, 'delete', r, NULL, {_WHOSE}
  FROM (SELECT to_jsonb(o) - '{{secret_hash,pdf}}'::text[] AS r FROM old_rows o) rows;
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION audit_insert(), audit_update(), audit_delete() FROM PUBLIC;
"""


def audit_trigger(table):
    """Statements that put the three triggers on a table."""
    yield (
        f"CREATE TRIGGER audit_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_insert()"
    )
    yield (
        f"CREATE TRIGGER audit_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows "
        "NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit_update()"
    )
    yield (
        f"CREATE TRIGGER audit_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_delete()"
    )
