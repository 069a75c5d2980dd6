"""Tests of the SMS road."""
