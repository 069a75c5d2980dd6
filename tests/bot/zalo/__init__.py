"""Zalo as the service knows it."""
