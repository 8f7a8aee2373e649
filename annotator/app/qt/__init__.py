"""The application's adapters to Qt's core: signals from what is plain Python elsewhere."""
