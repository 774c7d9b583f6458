-- The archive of conversations: one row for each session, its latest archived version.
-- Needs PostgreSQL 14 or newer.

CREATE TABLE archived_sessions (
    id                       BIGSERIAL PRIMARY KEY,
    -- bytewise order: what the library sorts by, whatever the database's locale
    session_id               VARCHAR(255) COLLATE "C" NOT NULL UNIQUE,
    user_id                  VARCHAR(255) COLLATE "C",
    created_at               TIMESTAMPTZ,
    archived_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_activity_at         TIMESTAMPTZ,
    current_state            TEXT,
    language                 TEXT,
    status                   TEXT NOT NULL DEFAULT 'active'
        CONSTRAINT archived_sessions_status_check CHECK (status IN ('active', 'completed', 'abandoned', 'erased')),
    expired                  BOOLEAN NOT NULL DEFAULT FALSE,
    conversation_history     JSONB,
    master_parameters        JSONB,
    response_json            JSONB,
    agent_logs               JSONB,
    finalized                BOOLEAN NOT NULL DEFAULT FALSE,
    message_count            INTEGER NOT NULL DEFAULT 0,
    product_selections_count INTEGER NOT NULL DEFAULT 0,
    session_duration_seconds INTEGER NOT NULL DEFAULT 0,
    version                  BIGINT NOT NULL,
    schema_version           INTEGER NOT NULL,
    extra                    JSONB
);

-- lz4 makes writing much faster than the default; a server built without it works all the same
DO
$$
BEGIN
    IF EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)) THEN
        ALTER TABLE archived_sessions
            ALTER COLUMN conversation_history SET COMPRESSION lz4,
            ALTER COLUMN master_parameters SET COMPRESSION lz4,
            ALTER COLUMN response_json SET COMPRESSION lz4,
            ALTER COLUMN agent_logs SET COMPRESSION lz4,
            ALTER COLUMN extra SET COMPRESSION lz4;
    END IF;
END
$$;

COMMENT ON TABLE archived_sessions IS 'Past conversations; a row of status erased is a tombstone that nothing replaces';
COMMENT ON COLUMN archived_sessions.archived_at IS 'when the row was written last';
COMMENT ON COLUMN archived_sessions.expired IS 'abandoned because its time ran out, not given up by its user';
COMMENT ON COLUMN archived_sessions.version IS 'version of the session; an upsert with a lower or equal one changes nothing';
COMMENT ON COLUMN archived_sessions.extra IS 'fields of the session document that have no column';

CREATE INDEX archived_sessions_user_idx ON archived_sessions (user_id, last_activity_at DESC);
CREATE INDEX archived_sessions_status_idx ON archived_sessions (status, last_activity_at DESC);
CREATE INDEX archived_sessions_last_activity_idx ON archived_sessions (last_activity_at DESC, session_id);
-- the sweep pages through the active rows by id: what that costs must not grow with the rows that are not active
CREATE INDEX archived_sessions_active_idx ON archived_sessions (session_id) WHERE status = 'active';
CREATE INDEX archived_sessions_archived_at_idx ON archived_sessions USING BRIN (archived_at);
CREATE INDEX archived_sessions_conversation_history_idx
    ON archived_sessions USING GIN (conversation_history jsonb_path_ops);
CREATE INDEX archived_sessions_master_parameters_idx
    ON archived_sessions USING GIN (master_parameters jsonb_path_ops);
CREATE INDEX archived_sessions_response_json_idx
    ON archived_sessions USING GIN (response_json jsonb_path_ops);

CREATE FUNCTION calculate_session_duration() RETURNS TRIGGER
    LANGUAGE plpgsql AS
$$
BEGIN
    -- clocks that disagree can make a session end before it began; the widest span an INTEGER holds is 68 years
    NEW.session_duration_seconds := COALESCE(
        LEAST(GREATEST(FLOOR(EXTRACT(EPOCH FROM NEW.last_activity_at - NEW.created_at)), 0), 2147483647), 0);
    RETURN NEW;
END
$$;

CREATE TRIGGER trigger_calculate_session_duration
    BEFORE INSERT OR UPDATE ON archived_sessions
    FOR EACH ROW EXECUTE FUNCTION calculate_session_duration();

CREATE VIEW session_summary_stats AS
SELECT COUNT(*)                                                         AS total_sessions,
       COUNT(DISTINCT user_id)                                          AS unique_users,
       AVG(message_count) FILTER (WHERE status <> 'active')             AS avg_messages_per_session,
       AVG(session_duration_seconds) FILTER (WHERE status <> 'active')  AS avg_session_duration_sec,
       COUNT(*) FILTER (WHERE finalized)                                AS finalized_sessions,
       COUNT(*) FILTER (WHERE status = 'completed')                     AS completed_sessions,
       COUNT(*) FILTER (WHERE status = 'abandoned')                     AS abandoned_sessions,
       COUNT(*) FILTER (WHERE status = 'active')                        AS active_sessions
FROM archived_sessions
WHERE status <> 'erased';

CREATE VIEW user_session_history AS
SELECT user_id,
       COUNT(*)                                                         AS total_sessions,
       AVG(message_count) FILTER (WHERE status <> 'active')             AS avg_messages,
       AVG(session_duration_seconds) FILTER (WHERE status <> 'active')  AS avg_duration_sec,
       MAX(created_at)                                                  AS last_session_date,
       COUNT(*) FILTER (WHERE finalized)                                AS finalized_count
FROM archived_sessions
WHERE status <> 'erased'
  AND user_id IS NOT NULL
GROUP BY user_id;
