-- Leads back to statistics that read all sessions.

CREATE OR REPLACE VIEW session_summary_stats AS
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

CREATE OR REPLACE VIEW user_session_history AS
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

DROP TRIGGER trigger_count_truncated ON archived_sessions;
DROP TRIGGER trigger_count_deleted ON archived_sessions;
DROP TRIGGER trigger_count_before_update ON archived_sessions;
DROP TRIGGER trigger_count_after_update ON archived_sessions;
DROP TRIGGER trigger_count_inserted ON archived_sessions;
DROP TABLE archived_session_changes;
DROP TABLE archived_session_totals;
DROP TABLE archived_session_users;
DROP FUNCTION forget_archived_session_counts();
DROP FUNCTION recount_archived_sessions();
DROP FUNCTION roll_up_archived_session_changes();
DROP FUNCTION note_archived_session_changes();
