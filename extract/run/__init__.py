"""Many reports: the ledger, the workers, resuming."""
