"""Every word a person reads: templates by audience, labels, formats, the SMS form. Knows no database, network or clock."""
