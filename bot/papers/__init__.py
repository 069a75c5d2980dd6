"""Papers that people print and sign, made from what the database knows."""
