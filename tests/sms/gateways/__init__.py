"""Tests of the gateways, each against a strict stand-in of its provider."""
