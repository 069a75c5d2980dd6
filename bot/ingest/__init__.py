"""Ways in: files and feeds become clean, typed rows; bad rows are named and never stop the good ones."""
