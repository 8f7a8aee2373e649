"""Pure functions from the frozen view to tables and numbers."""
