-- Statistics that need not read the sessions: counts for each user and for all, kept by the transaction that changes a session.
-- Its statements note what they change, and its commit adds that up, user by user in one order, so that two writers never wait
-- for each other in a circle.

CREATE TABLE archived_session_users (
    user_id           VARCHAR(255) COLLATE "C" PRIMARY KEY,
    sessions          BIGINT NOT NULL,
    finalized         BIGINT NOT NULL,
    -- sessions that are not active, and what they add up to
    ended             BIGINT NOT NULL,
    ended_messages    BIGINT NOT NULL,
    ended_seconds     BIGINT NOT NULL,
    last_created_at   TIMESTAMPTZ
) WITH (fillfactor = 70);

CREATE INDEX archived_session_users_last_created_idx ON archived_session_users (last_created_at DESC, user_id);

-- a writer adds to one of several rows, so that few wait for each other
CREATE TABLE archived_session_totals (
    slot              INTEGER PRIMARY KEY,
    sessions          BIGINT NOT NULL,
    users             BIGINT NOT NULL,
    finalized         BIGINT NOT NULL,
    completed         BIGINT NOT NULL,
    abandoned         BIGINT NOT NULL,
    ended             BIGINT NOT NULL,
    ended_messages    BIGINT NOT NULL,
    ended_seconds     BIGINT NOT NULL
) WITH (fillfactor = 10);

-- what the statements of a transaction changed, until its commit; so it is empty for everybody else
CREATE UNLOGGED TABLE archived_session_changes (
    transaction       XID8 NOT NULL DEFAULT pg_current_xact_id(),
    counts            JSONB NOT NULL
);

CREATE INDEX archived_session_changes_transaction_idx ON archived_session_changes (transaction);

COMMENT ON TABLE archived_session_users IS 'Roll-up of archived_sessions by user; recount_archived_sessions() makes it anew';
COMMENT ON TABLE archived_session_totals IS 'Roll-up of archived_sessions: the sum of all rows counts';
COMMENT ON TABLE archived_session_changes IS 'Changes on their way into the roll-up, within one transaction';

-- The first argument says whether the rows came (1) or went (-1).
CREATE FUNCTION note_archived_session_changes() RETURNS TRIGGER
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
DECLARE
    sign INTEGER := TG_ARGV[0];
BEGIN
    -- a jsonb holds 255 MB at the most
    INSERT INTO archived_session_changes (counts)
    SELECT jsonb_agg(to_jsonb(one) - 'part')
    FROM (
        SELECT user_id,
               sign * COUNT(*)                                                           AS sessions,
               sign * COUNT(*) FILTER (WHERE finalized)                                  AS finalized,
               sign * COUNT(*) FILTER (WHERE status = 'completed')                       AS completed,
               sign * COUNT(*) FILTER (WHERE status = 'abandoned')                       AS abandoned,
               sign * COUNT(*) FILTER (WHERE status <> 'active')                         AS ended,
               sign * SUM(message_count::bigint) FILTER (WHERE status <> 'active')       AS ended_messages,
               sign * SUM(session_duration_seconds::bigint) FILTER (WHERE status <> 'active') AS ended_seconds,
               MAX(created_at)                                                           AS last_created_at,
               row_number() OVER () / 10000                                              AS part
        FROM changed
        WHERE status <> 'erased'
        GROUP BY user_id) AS one
    GROUP BY part;
    RETURN NULL;
END
$$;

CREATE FUNCTION roll_up_archived_session_changes() RETURNS TRIGGER
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
DECLARE
    vanished TEXT[];
    outlived TEXT[];
BEGIN
    WITH noted AS (
        DELETE FROM archived_session_changes WHERE transaction = pg_current_xact_id() RETURNING counts),
    change AS MATERIALIZED (
        SELECT one.user_id,
               SUM(one.sessions)::bigint                                            AS sessions,
               SUM(one.finalized)::bigint                                           AS finalized,
               SUM(one.completed)::bigint                                           AS completed,
               SUM(one.abandoned)::bigint                                           AS abandoned,
               SUM(one.ended)::bigint                                               AS ended,
               COALESCE(SUM(one.ended_messages), 0)::bigint                         AS ended_messages,
               COALESCE(SUM(one.ended_seconds), 0)::bigint                          AS ended_seconds,
               MAX(one.last_created_at) FILTER (WHERE one.sessions > 0)             AS came,
               MAX(one.last_created_at) FILTER (WHERE one.sessions < 0)             AS went
        FROM noted
        CROSS JOIN LATERAL jsonb_to_recordset(noted.counts) AS one (
            user_id text COLLATE "C", sessions bigint, finalized bigint, completed bigint, abandoned bigint, ended bigint,
            ended_messages bigint, ended_seconds bigint, last_created_at timestamptz)
        GROUP BY one.user_id),
    known AS (
        INSERT INTO archived_session_users AS known (
            user_id, sessions, finalized, ended, ended_messages, ended_seconds, last_created_at)
        SELECT user_id, sessions, finalized, ended, ended_messages, ended_seconds, came
        FROM change
        WHERE user_id IS NOT NULL
          AND ((sessions, finalized, ended, ended_messages, ended_seconds) <> (0, 0, 0, 0, 0)
               OR came IS DISTINCT FROM went)
        ORDER BY user_id
        ON CONFLICT (user_id) DO UPDATE SET
            sessions        = known.sessions + excluded.sessions,
            finalized       = known.finalized + excluded.finalized,
            ended           = known.ended + excluded.ended,
            ended_messages  = known.ended_messages + excluded.ended_messages,
            ended_seconds   = known.ended_seconds + excluded.ended_seconds,
            last_created_at = GREATEST(known.last_created_at, excluded.last_created_at)
        RETURNING user_id, sessions, last_created_at),
    total AS (
        INSERT INTO archived_session_totals AS total (
            slot, sessions, users, finalized, completed, abandoned, ended, ended_messages, ended_seconds)
        SELECT pg_backend_pid() % 16,
               SUM(change.sessions),
               COALESCE(SUM(CASE WHEN known.sessions > 0 THEN 1 ELSE 0 END
                   - CASE WHEN known.sessions > change.sessions THEN 1 ELSE 0 END), 0),
               SUM(change.finalized), SUM(change.completed), SUM(change.abandoned),
               SUM(change.ended), SUM(change.ended_messages), SUM(change.ended_seconds)
        FROM change
        LEFT JOIN known USING (user_id)
        HAVING COUNT(*) > 0
        ON CONFLICT (slot) DO UPDATE SET
            sessions       = total.sessions + excluded.sessions,
            users          = total.users + excluded.users,
            finalized      = total.finalized + excluded.finalized,
            completed      = total.completed + excluded.completed,
            abandoned      = total.abandoned + excluded.abandoned,
            ended          = total.ended + excluded.ended,
            ended_messages = total.ended_messages + excluded.ended_messages,
            ended_seconds  = total.ended_seconds + excluded.ended_seconds)
    SELECT array_agg(known.user_id) FILTER (WHERE known.sessions = 0),
           array_agg(known.user_id) FILTER (
               WHERE known.sessions > 0
                 AND change.went > COALESCE(change.came, '-infinity')
                 AND change.went >= known.last_created_at)
    INTO vanished, outlived
    FROM known
    JOIN change USING (user_id);

    -- whose sessions are gone is not known any more: an erasure leaves no name behind
    IF vanished IS NOT NULL THEN
        DELETE FROM archived_session_users WHERE user_id = ANY (vanished);
    END IF;
    -- a statement of its own, which sees what was committed before this transaction got hold of the users
    IF outlived IS NOT NULL THEN
        UPDATE archived_session_users AS known
        SET last_created_at = (
            SELECT MAX(session.created_at) FROM archived_sessions AS session WHERE session.user_id = known.user_id)
        WHERE known.user_id = ANY (outlived);
    END IF;
    RETURN NULL;
END
$$;

-- Makes the roll-up anew, as is needed when rows were written past the triggers. Writers wait meanwhile.
CREATE FUNCTION recount_archived_sessions() RETURNS VOID
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
BEGIN
    LOCK TABLE archived_sessions IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM archived_session_changes;
    DELETE FROM archived_session_users;
    DELETE FROM archived_session_totals;
    INSERT INTO archived_session_users (
        user_id, sessions, finalized, ended, ended_messages, ended_seconds, last_created_at)
    SELECT user_id,
           COUNT(*),
           COUNT(*) FILTER (WHERE finalized),
           COUNT(*) FILTER (WHERE status <> 'active'),
           COALESCE(SUM(message_count) FILTER (WHERE status <> 'active'), 0),
           COALESCE(SUM(session_duration_seconds) FILTER (WHERE status <> 'active'), 0),
           MAX(created_at)
    FROM archived_sessions
    WHERE status <> 'erased' AND user_id IS NOT NULL
    GROUP BY user_id;
    INSERT INTO archived_session_totals (
        slot, sessions, users, finalized, completed, abandoned, ended, ended_messages, ended_seconds)
    SELECT 0,
           COUNT(*),
           (SELECT COUNT(*) FROM archived_session_users),
           COUNT(*) FILTER (WHERE finalized),
           COUNT(*) FILTER (WHERE status = 'completed'),
           COUNT(*) FILTER (WHERE status = 'abandoned'),
           COUNT(*) FILTER (WHERE status <> 'active'),
           COALESCE(SUM(message_count) FILTER (WHERE status <> 'active'), 0),
           COALESCE(SUM(session_duration_seconds) FILTER (WHERE status <> 'active'), 0)
    FROM archived_sessions
    WHERE status <> 'erased';
END
$$;

CREATE FUNCTION forget_archived_session_counts() RETURNS TRIGGER
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
BEGIN
    PERFORM recount_archived_sessions();
    RETURN NULL;
END
$$;

SELECT recount_archived_sessions();

REVOKE ALL ON FUNCTION recount_archived_sessions() FROM PUBLIC;

CREATE TRIGGER trigger_count_inserted AFTER INSERT ON archived_sessions
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_archived_session_changes('1');
CREATE TRIGGER trigger_count_after_update AFTER UPDATE ON archived_sessions
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_archived_session_changes('1');
CREATE TRIGGER trigger_count_before_update AFTER UPDATE ON archived_sessions
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_archived_session_changes('-1');
CREATE TRIGGER trigger_count_deleted AFTER DELETE ON archived_sessions
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_archived_session_changes('-1');
CREATE TRIGGER trigger_count_truncated AFTER TRUNCATE ON archived_sessions
    FOR EACH STATEMENT EXECUTE FUNCTION forget_archived_session_counts();
CREATE CONSTRAINT TRIGGER trigger_roll_up AFTER INSERT ON archived_session_changes
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION roll_up_archived_session_changes();

CREATE OR REPLACE VIEW session_summary_stats AS
SELECT COALESCE(SUM(sessions), 0)::bigint                   AS total_sessions,
       COALESCE(SUM(users), 0)::bigint                      AS unique_users,
       SUM(ended_messages) / NULLIF(SUM(ended), 0)          AS avg_messages_per_session,
       SUM(ended_seconds) / NULLIF(SUM(ended), 0)           AS avg_session_duration_sec,
       COALESCE(SUM(finalized), 0)::bigint                  AS finalized_sessions,
       COALESCE(SUM(completed), 0)::bigint                  AS completed_sessions,
       COALESCE(SUM(abandoned), 0)::bigint                  AS abandoned_sessions,
       COALESCE(SUM(sessions - ended), 0)::bigint           AS active_sessions
FROM archived_session_totals;

CREATE OR REPLACE VIEW user_session_history AS
SELECT user_id,
       sessions                                             AS total_sessions,
       ended_messages::numeric / NULLIF(ended, 0)           AS avg_messages,
       ended_seconds::numeric / NULLIF(ended, 0)            AS avg_duration_sec,
       last_created_at                                      AS last_session_date,
       finalized                                            AS finalized_count
FROM archived_session_users;
