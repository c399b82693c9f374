"""The county centre: what came in and how far it got, its own words, keys and stations, and what its desk shows."""
