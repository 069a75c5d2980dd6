"""What people say, turned into actions: a router and one module per kind of speaker."""
