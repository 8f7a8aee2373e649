"""The agreement tab: what the coders' numbers are, and the passages behind them."""
