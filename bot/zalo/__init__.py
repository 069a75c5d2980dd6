"""Zalo Official Account: client, tokens, signature, events, errors by table."""
