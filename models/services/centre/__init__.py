"""The county centre: what came in and how far it got, what it sends, says and decides, its keys and stations, and what its desk shows."""
