"""Plans read: documents plainly made up, with what should be read out of them beside each."""
