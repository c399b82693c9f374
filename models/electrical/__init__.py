"""Electrical aids for surveys and plans: pure reckoning; the thresholds are data, and every result is only a proposal."""
