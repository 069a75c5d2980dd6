"""The service's parts: settings, clock, the HTTP seam, Zalo, delivery."""
