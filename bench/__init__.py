"""What is measured, and how to repeat it; each figure as a ratio to the bare limit in the same run."""
