"""The synthetic world: one canonical town, task families over it, items with exact checkers. Seeded throughout."""
