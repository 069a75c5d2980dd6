"""Everything that is served: webhooks, health, pages."""
