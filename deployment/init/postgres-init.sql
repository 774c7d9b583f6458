-- Sets up the archive in an empty database, once: the schema, the history that the library's migrations would have left, and
-- the roles. docker compose runs it by itself. By hand, with psql 15 or newer, as the owner-to-be of the tables:
--   POSTGRES_APP_PASSWORD=… POSTGRES_BACKUP_PASSWORD=… psql -d pconfig -f postgres-init.sql
\set ON_ERROR_STOP on
\getenv app_password POSTGRES_APP_PASSWORD
\getenv backup_password POSTGRES_BACKUP_PASSWORD

BEGIN;

\ir ../../esab-data-postgres/src/main/resources/META-INF/esab-data/postgres/V001-archived-sessions-up.sql
\ir ../../esab-data-postgres/src/main/resources/META-INF/esab-data/postgres/V002-statistics-roll-up-up.sql

CREATE TABLE esab_data_migrations (
    source TEXT NOT NULL,
    version TEXT NOT NULL,
    description TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (source, version)
);
INSERT INTO esab_data_migrations (source, version, description, checksum) VALUES
    ('esab-data', 'V001', 'archived-sessions', '226d630340deddbf56229383766661b4e2c6db0c65fbbff51ac7e8878c02b580'),
    ('esab-data', 'V002', 'statistics-roll-up', '6e81312200e92f712c1a87154234283a6e894f6e89fbc1f6403c8f268592c70d');

\ir ../docker/postgres/roles.sql
ALTER ROLE esab_app PASSWORD :'app_password';
ALTER ROLE esab_backup PASSWORD :'backup_password';

COMMIT;
