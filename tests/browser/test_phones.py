"""The page of phones as a person uses it: reading, tapping, typing, driving the clock; by mouse, by keys, on a phone."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Locator, Page, expect

from bot.demo import DAY, Demo
from bot.sandbox.model import Person, folded
from bot.service import Service
from messages_vi.formats import count
from schedules.civil import at
from tests.browser.conftest import NARROW, Visit
from tests.browser.looking import Watch, faint, nameless, ring_of_focus
