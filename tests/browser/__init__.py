"""Tests that look at the pages through a real browser, as a person at a desk or on a cheap phone does."""
