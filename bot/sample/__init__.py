"""A made-up province: units, people, procedures and dossiers for the demo, for trials and for measuring."""
