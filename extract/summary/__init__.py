"""What the agencies of a run say is wrong."""
