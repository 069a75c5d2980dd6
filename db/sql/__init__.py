"""The statements, one file a subject; `db.named` says how they are written."""
