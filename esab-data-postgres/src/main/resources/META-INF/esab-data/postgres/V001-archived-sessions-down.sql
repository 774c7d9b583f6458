-- Takes the archive away with everything in it.

DROP VIEW user_session_history;
DROP VIEW session_summary_stats;
DROP TABLE archived_sessions;
DROP FUNCTION calculate_session_duration();
