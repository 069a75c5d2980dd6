-- Who is asked to keep the window open, and why an alarm was closed by hand.

-- When the person was last asked to tap: once a window, which begins with an interaction.
ALTER TABLE person ADD COLUMN nudged_at INTEGER;
CREATE INDEX person_interaction ON person (last_interaction_at) WHERE active = 1;

-- The reason an operator gave; empty when the trouble ended by itself.
ALTER TABLE alarm ADD COLUMN closed_why TEXT NOT NULL DEFAULT '';
CREATE INDEX alarm_key ON alarm (key, closed_at);
