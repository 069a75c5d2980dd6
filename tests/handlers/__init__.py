"""Buttons, typed words, and who may answer."""
