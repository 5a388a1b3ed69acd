-- The database of the service, once, as a superuser: one role that loads, one that only reads.
-- psql --set=owner_password=… --set=reader_password=… --file=create.sql
\set ON_ERROR_STOP on
CREATE ROLE pac_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE pac_reader LOGIN PASSWORD :'reader_password';
ALTER ROLE pac_reader SET default_transaction_read_only = on;
ALTER ROLE pac_reader SET statement_timeout = '60s';
CREATE DATABASE pac OWNER pac_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE pac FROM PUBLIC;
GRANT CONNECT ON DATABASE pac TO pac_reader;
\connect pac
CREATE EXTENSION postgis;
