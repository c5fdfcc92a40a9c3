"""The arguments of `commonground check`, parsed once: names to objects, texts to numbers, with a hint where they do not fit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from commonground.cli.checkers import load_checker
from commonground.cli.models import EMBEDDED, knows
from commonground.errors import UsageError

if TYPE_CHECKING:
    from commonground.cli.models import AnyModel
    from commonground.evaluation.gate import Gate
    from commonground.evaluation.plan import Settings
    from commonground.mediation.rules import Rules
    from commonground.models.budget import Budget, Price
    from commonground.suites.suite import Suite

TASKS = 100  # ten of each family: intervals of about 10 points, in about a minute on two cores
REASONING_TOKENS = 10_000  # what "LLMs Get Lost" (arXiv 2505.06120) gives reasoning models


@dataclass(frozen=True, slots=True)
class CheckConfig:
    """The command's arguments, as given; None leaves a default that depends on others."""

    model: str = EMBEDDED
    base_url: str | None = None
    mediator_model: str | None = None
    user_model: str | None = None
    judge_model: str | None = None
    suite: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()
    mediation: str = "off,prompt,light"
    data: str | None = None
    databases: str | None = None
    allow_code: bool = False
    checker: str | None = None
    tasks: int = TASKS
    runs: int = 1
    temperature: float = 0.0
    reasoning: bool = False
    max_tokens: int | None = None
    seed: int = 0
    budget: str | None = None
    prices: str | None = None
    cache: str | None = None
    briefing: bool = True
    timeout: float = 120.0
    jobs: int | None = None
    replay: str | None = None
    shard: str | None = None
    ray: str | None = None
    rules: str | None = None
    out: str | None = None
    fail_if: tuple[str, ...] = ()
    dry_run: bool = False
    as_json: bool = False

    def presets(self) -> tuple[str, ...]:
        """Return the mediation presets, each once. Raises: UnknownNameError."""
        from commonground.mediation.presets import steps

        names = tuple(dict.fromkeys(name.strip() for name in self.mediation.split(",") if name.strip()))
        for name in names:
            steps(name)
        return names

    def gates(self) -> tuple[Gate, ...]:
        """Return the conditions that fail the run. Raises: UsageError when one cannot be read."""
        from commonground.evaluation.gate import gate

        return tuple(gate(text) for text in self.fail_if)

    def price_table(self) -> dict[str, Price]:
        """Return the prices that ship and those of --prices. Raises: InputError."""
        from commonground.models.budget import prices

        return prices(Path(self.prices) if self.prices else None)

    def spending(self) -> Budget:
        """Return the budget, without limit where none was given. Raises: UsageError, InputError."""
        from commonground.models.budget import Budget, parse_budget

        table = self.price_table()
        return parse_budget(self.budget, table) if self.budget else Budget(prices=table)

    def chosen_suite(self) -> Suite:
        """Return the suite over the town or over --data, with the conditions chosen. Raises: UnknownNameError, InputError."""
        from commonground.suites import gradual_reveal, registry
        from commonground.suites.public.kinds import Allowed

        if len(self.suite) > 1:
            raise UsageError("a run holds one suite", "give each --suite a run of its own")
        name = self.suite[0] if self.suite else registry.DEFAULT
        if self.data and name != gradual_reveal.NAME:
            raise UsageError(f"--data is for {gradual_reveal.NAME}", "leave --suite or --data away")
        if self.data:
            checker = load_checker(self.checker) if self.checker else None
            allowed = Allowed(Path(self.databases) if self.databases else None, self.allow_code, checker)
            suite = gradual_reveal.file_suite(Path(self.data), allowed)
        else:
            suite = registry.suite(name)
        return suite.only(self.condition) if self.condition else suite

    def settings(self, suite: Suite, model: AnyModel) -> Settings:
        """Return what the run depends on beside its suite and models."""
        from commonground.evaluation.plan import Settings

        worlds = {task.world for task in suite.tasks(self.seed, 1)}
        return Settings(
            mediation=self.presets(),
            tasks=self.tasks,
            runs=self.runs,
            temperature=None if self.reasoning else self.temperature,
            seed=self.seed,
            max_tokens=self.max_tokens or (REASONING_TOKENS if self.reasoning else 256),
            briefed=self.briefing and worlds != {knows(model)},
        )

    def learnt(self) -> Rules | None:
        """Return the rules of --rules, None without. Raises: InputError."""
        from commonground.mediation.rules import read

        return read(Path(self.rules)) if self.rules else None

    def apart(self) -> None:
        """Raises: InputError; UsageError where rules were learnt from tasks to be played: they may not judge themselves."""
        rules = self.learnt()
        if rules is None:
            return
        suite = self.chosen_suite()
        same = rules.overlap(f"{suite.name}/{task.id}" for task in suite.tasks(self.seed, self.tasks))
        if same:
            few = ", ".join(same[:3])
            raise UsageError(
                f"{self.rules} was learnt from {len(same)} of the tasks to be played: {few}",
                "rules are judged on other tasks: give another --seed",
            )

    def part(self) -> tuple[int, int] | None:
        """Return which part of how many is to be played (`2/8`), None for all. Raises: UsageError."""
        if self.shard is None:
            return None
        number, _, count = self.shard.partition("/")
        if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
            raise UsageError(f"not a part of a run: {self.shard!r}", "give --shard I/N with I from 1 to N, such as 2/8")
        if self.out is None:
            raise UsageError("--shard needs the folder that all parts share", "add --out DIR, the same for every part")
        return int(number), int(count)

    def check(self) -> None:
        """Raises: UsageError where arguments do not fit each other, or cannot be read, before anything is run."""
        for parse in (self.presets, self.gates, self.part, self.spending, self.apart):
            parse()
        if self.ray and (self.budget or self.cache):
            what = "--budget" if self.budget else "--cache"
            raise UsageError(
                f"{what} is counted in one process, and --ray plays in many", f"leave {what} or --ray away"
            )
        if self.reasoning and self.temperature:
            raise UsageError("--reasoning leaves the temperature to the model", "leave --temperature away")
        if self.runs > 1 and self.temperature == 0 and not self.reasoning:
            raise UsageError("--runs above 1 at temperature 0 repeats the same replies", "add --temperature 1")
