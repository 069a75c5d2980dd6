"""Plans from files of every form, sound and hostile."""
