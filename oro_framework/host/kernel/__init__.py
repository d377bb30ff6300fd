"""What everything stands on: threads, time, signals, faults."""
