"""The database refuses what placements.actions refuses: nobody new is placed, accepted or started
at a provider whose approval by the child's authority was taken away.

SQL that the owner runs after every migrate (placements/protection.py). It holds for everybody at
work in the register; each of them sees the approval that is asked for here.
"""

BLOCKED = """
CREATE OR REPLACE FUNCTION placement_blocked() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF current_user IN ('ap_la', 'ap_school', 'ap_provider') AND EXISTS (
    SELECT 1 FROM providers_approval a
    WHERE a.authority_id = NEW.authority_id AND a.provider_id = NEW.provider_id
      AND a.status NOT IN ('approved', 'conditional')
  ) THEN
    RAISE EXCEPTION 'Nobody new can be placed at a provider that is not approved'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS placement_blocked_new ON placements_placement;
CREATE TRIGGER placement_blocked_new BEFORE INSERT ON placements_placement
  FOR EACH ROW WHEN (NEW.status IN ('requested', 'agreed', 'active', 'paused'))
  EXECUTE FUNCTION placement_blocked();
DROP TRIGGER IF EXISTS placement_blocked_moved ON placements_placement;
CREATE TRIGGER placement_blocked_moved BEFORE UPDATE OF status, provider_id
  ON placements_placement FOR EACH ROW
  WHEN (NEW.status IN ('requested', 'agreed', 'active', 'paused') AND (
    OLD.provider_id <> NEW.provider_id
    OR OLD.status IN ('declined', 'withdrawn', 'ended')
    OR OLD.status = 'requested' AND NEW.status <> 'requested'
    OR OLD.status = 'agreed' AND NEW.status IN ('active', 'paused')))
  EXECUTE FUNCTION placement_blocked();
"""
