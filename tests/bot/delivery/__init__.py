"""From notices to messages on the wire."""
