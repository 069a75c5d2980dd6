"""Time as pure logic: calendars, rules, policies and plans. Knows no database, no network and no clock."""
