"""SMS, the road behind Zalo: its text, its numbers, the providers that carry it, what comes back."""
