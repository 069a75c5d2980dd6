"""What the ladders of the default policy say, day by day: weekday, date, hour, audience, rung and its distance."""

REPORT_DUE_MONDAY = """
T2 10/03 07:30 assignee due_in_days:5
T4 12/03 08:00 assignee due_in_days:3
T6 14/03 07:30 head due_tomorrow:1
T6 14/03 08:00 assignee due_tomorrow:1
T2 17/03 08:00 assignee due_today:0
T2 17/03 10:00 head silent@due_today:0
T2 17/03 14:00 coordinator silent@due_today:0
T2 17/03 17:00 assignee overdue
T2 17/03 17:00 head overdue
T3 18/03 07:30 receiver overdue:1
T4 19/03 07:30 assignee still_overdue:2
T4 19/03 07:30 leader overdue:2
T5 20/03 07:30 assignee still_overdue:3
"""

# Nobody is reminded on a Saturday: the last working day before it takes the place of the day itself; the date stays.
REPORT_DUE_SATURDAY = """
T6 14/03 07:30 assignee due_in_days:5
T3 18/03 08:00 assignee due_in_days:3
T5 20/03 07:30 head due_tomorrow:1
T5 20/03 08:00 assignee due_tomorrow:1
T6 21/03 08:00 assignee due_today:0
T6 21/03 10:00 head silent@due_today:0
T6 21/03 14:00 coordinator silent@due_today:0
T7 22/03 17:00 assignee overdue
T7 22/03 17:00 head overdue
T2 24/03 07:30 receiver overdue:1
T3 25/03 07:30 assignee still_overdue:2
T3 25/03 07:30 leader overdue:2
"""

# 16 working hours from Monday 09:00: 6 on Monday, 8 on Tuesday, 2 on Wednesday.
STEP_OF_TWO_DAYS = """
T2 17/03 09:00 assignee handover
T2 17/03 09:00 head handover
T3 18/03 09:00 assignee halfway
T4 19/03 07:00 assignee due_soon
T4 19/03 08:00 head silent@due_soon
T4 19/03 09:00 assignee overdue
T4 19/03 09:00 head overdue
T5 20/03 07:30 assignee still_overdue:1
T5 20/03 07:30 coordinator overdue:1
T5 20/03 07:30 head still_overdue:1
T6 21/03 07:30 assignee still_overdue:2
T6 21/03 07:30 head still_overdue:2
T2 24/03 07:30 assignee still_overdue:3
T2 24/03 07:30 head still_overdue:3
T2 24/03 07:30 leader overdue:3
"""

# Two working hours before 14:30 lie on both sides of the lunch break (11:30 to 13:30).
STEP_OVER_LUNCH = """
T5 20/03 08:00 assignee handover
T5 20/03 08:00 head handover
T5 20/03 10:30 assignee due_soon
T5 20/03 11:30 head silent@due_soon
T5 20/03 14:30 assignee overdue
T5 20/03 14:30 head overdue
"""

DOSSIER = """
T2 17/03 07:30 assignee due_in_days:3
T3 18/03 07:30 assignee due_in_days:2
T3 18/03 07:30 head due_in_days:2
T4 19/03 08:00 assignee due_tomorrow:1
T4 19/03 08:00 head due_tomorrow:1
T5 20/03 08:00 assignee due_today:0
T5 20/03 10:00 head silent@due_today:0
T5 20/03 15:00 assignee overdue
T5 20/03 15:00 head overdue
T6 21/03 07:30 assignee still_overdue:1
T6 21/03 07:30 coordinator overdue:1
T6 21/03 07:30 head still_overdue:1
"""

# Monday 07/04/2025 is Giỗ Tổ Hùng Vương: no working day.
TASK_BEFORE_A_HOLIDAY = """
T6 21/03 07:30 assignee due_in_days:10
T3 01/04 08:00 assignee due_in_days:3
T6 04/04 08:00 assignee due_today:0
T6 04/04 14:00 head silent@due_today:0
T6 04/04 17:00 assignee overdue
T6 04/04 17:00 head overdue
T4 09/04 07:30 assignee still_overdue:2
T4 09/04 07:30 leader overdue:2
"""

# The citizen has ten days; after them the officer and the head hear of it once.
SUPPLEMENT = """
T3 18/03 07:30 assignee due_in_days:2
T5 20/03 08:00 assignee due_today:0
T5 20/03 10:00 assignee overdue
T5 20/03 10:00 head overdue
"""

# Eight working hours from Friday 15:00: two on Friday, six on Monday. Two hours before 15:00 reach over lunch.
INTAKE = """
T6 14/03 15:00 assignee handover
T2 17/03 11:00 assignee due_soon
T2 17/03 15:00 assignee overdue
T2 17/03 15:00 head overdue
T3 18/03 07:30 assignee still_overdue:1
T3 18/03 07:30 coordinator overdue:1
T3 18/03 07:30 head still_overdue:1
T4 19/03 07:30 assignee still_overdue:2
T4 19/03 07:30 head still_overdue:2
"""

# Ten calendar days to answer a citizen.
FEEDBACK = """
T2 10/03 09:00 assignee handover
T2 17/03 07:30 assignee due_in_days:3
T4 19/03 07:30 head due_tomorrow:1
T4 19/03 08:00 assignee due_tomorrow:1
T5 20/03 08:00 assignee due_today:0
T5 20/03 10:00 head silent@due_today:0
T5 20/03 17:00 assignee overdue
T5 20/03 17:00 head overdue
T6 21/03 07:30 assignee still_overdue:1
T6 21/03 07:30 coordinator overdue:1
T6 21/03 07:30 head still_overdue:1
"""

# A link of the chain begins with the day of its event.
PUBLICATION = """
T2 10/03 00:00 assignee handover
T4 12/03 07:30 assignee due_in_days:3
T6 14/03 07:30 head due_tomorrow:1
T6 14/03 08:00 assignee due_tomorrow:1
T2 17/03 08:00 assignee due_today:0
T2 17/03 10:00 head silent@due_today:0
T2 17/03 17:00 assignee overdue
T2 17/03 17:00 head overdue
T3 18/03 07:30 assignee still_overdue:1
T3 18/03 07:30 coordinator overdue:1
T3 18/03 07:30 head still_overdue:1
T4 19/03 07:30 assignee still_overdue:2
T4 19/03 07:30 head still_overdue:2
T5 20/03 07:30 assignee still_overdue:3
T5 20/03 07:30 head still_overdue:3
T5 20/03 07:30 leader overdue:3
"""
