"""The store, its statements, sealing and the directory."""
