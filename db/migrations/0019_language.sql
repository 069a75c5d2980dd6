-- The language a person wants to be written to in, a folder of `messages_vi/locale/`; empty: the province's.
ALTER TABLE person ADD COLUMN language TEXT NOT NULL DEFAULT '';
