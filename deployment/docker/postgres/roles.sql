-- The roles esab_app and esab_backup with the least they need. Run by the owner of the archive's tables, in its database;
-- can be run again, and has to be after a migration that adds a table. Passwords are set apart. The database is the archive's
-- own: whoever could connect without a grant no longer can.

DO
$$
DECLARE
    role TEXT;
BEGIN
    FOREACH role IN ARRAY ARRAY ['esab_app', 'esab_backup'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', role);
        END IF;
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), role);
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO esab_app, esab_backup;

-- the app reads the history of migrations, so that it knows that none is pending; it changes rows and no schema
GRANT SELECT ON ALL TABLES IN SCHEMA public TO esab_app;
GRANT INSERT, UPDATE, DELETE ON archived_sessions TO esab_app;
GRANT USAGE ON SEQUENCE archived_sessions_id_seq TO esab_app;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO esab_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO esab_backup;
ALTER ROLE esab_backup SET default_transaction_read_only = on;

-- of what the same owner makes later, both may read
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO esab_app, esab_backup;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO esab_backup;
