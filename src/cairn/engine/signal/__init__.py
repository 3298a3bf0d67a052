"""What a stated rule finds in a series: a signal, ordinary variation, or not enough data yet."""
