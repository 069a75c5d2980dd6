-- Messages that tell of an item without a notice are found from the item: `nhacviec explain`.
CREATE INDEX message_item ON message (item_id) WHERE item_id IS NOT NULL;
