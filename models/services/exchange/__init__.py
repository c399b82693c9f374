"""数据上报 at the station: what goes out and comes back, what the centre sent, which computer may write; and what both sides share."""
