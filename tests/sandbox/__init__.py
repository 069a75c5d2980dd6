"""Tests of the stand-in for Zalo."""
