"""From notices to messages on the wire: composing, pacing, sending, resolving what is uncertain."""
