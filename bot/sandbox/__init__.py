"""A stand-in for Zalo and an SMS gateway with phones one can look at and tap. For the demo and tests; the service never imports it."""

from __future__ import annotations

from bot.sandbox.actors import Actors, Persona
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.model import Button, Card, Limits, Message, Person, TokenPair
from bot.sandbox.page import page_app
from bot.sandbox.phone import Phone
from bot.sandbox.server import Sandbox
from bot.sandbox.templates import Param, Registered
from bot.sandbox.world import World

__all__ = [
    "Actors",
    "Button",
    "Card",
    "Fault",
    "Faults",
    "Limits",
    "Message",
    "Param",
    "Person",
    "Persona",
    "Phone",
    "Registered",
    "Sandbox",
    "TokenPair",
    "World",
    "page_app",
]
