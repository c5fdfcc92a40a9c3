"""What is tested: one file per constraint, each with its tasks, users, conditions and the published claims it re-tests."""
