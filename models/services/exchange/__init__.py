"""数据上报 at the station: what goes out, what comes back, and which computer may write."""
