"""From a path to a `Document`."""
