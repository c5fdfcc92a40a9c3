"""Plan a run, play its episodes, judge them, and sum up: the only room that composes users, models and mediation."""
