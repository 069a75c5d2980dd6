"""What is owed, why, who was told, what they answered: records, named SQL and the stores."""
