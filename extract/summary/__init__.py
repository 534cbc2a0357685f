"""What the agencies of a run say is wrong: coded by a codebook, counted, compared, and written up with its quotes."""
