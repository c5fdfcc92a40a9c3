// Measures of turns as small lines, drawn here as SVG.
import { el, reconcile, say, svg } from "./dom.js";

const share = (value) => `${Math.round(100 * value)} %`;
const whole = (value) => String(Math.round(value));

// name, label, what it is, how it is written
const SHOWN = [
  ["length.words", "Words", "words in the turn", whole],
  ["lexical.repetition", "Taken up", "share of the turn that the other has said before", share],
  ["lexical.self_repetition", "Said again", "share of the turn that its speaker has said before", share],
  ["style.lsm_turns", "Style matching", "how alike the function words of this turn and the one before are", share],
  ["turns.lla", "Echo", "words of the turn just before that come back, for the length of both", (value) => value.toFixed(2)],
  ["readability.ease", "Reading ease", "Flesch reading ease, higher is easier", whole],
];
const [WIDTH, HEIGHT, EDGE] = [150, 30, 4];

// Draws the rows of `turns` ({role, measures}) into `place`: a label, a line, the last value.
export function draw(place, turns) {
  const rows = SHOWN.filter(([name]) => turns.some(({ measures }) => typeof measures?.[name] === "number"));
  reconcile(place, rows, ([name]) => name, row, (made, [name, label, , written]) => {
    const values = turns.map(({ measures }) => (typeof measures?.[name] === "number" ? measures[name] : null));
    const drawn = JSON.stringify([values, turns.map(({ role }) => role)]);
    if (made.drawn === drawn) return;
    made.drawn = drawn;
    const last = values.findLast((value) => value !== null);
    made.children[1].replaceChildren(line(label, values, turns.map(({ role }) => role), written));
    say(made.children[2], written(last));
  });
}

const row = ([, label, what]) => el("li.measure", { title: what }, el("span.label", {}, label), el("span.line"), el("span.value"));

function line(label, values, roles, written) {
  const known = values.filter((value) => value !== null);
  const [least, most] = [Math.min(0, ...known), Math.max(...known, 1e-9)];
  const x = (at) => EDGE + (values.length > 1 ? (at * (WIDTH - 2 * EDGE)) / (values.length - 1) : (WIDTH - 2 * EDGE) / 2);
  const y = (value) => HEIGHT - EDGE - ((value - least) * (HEIGHT - 2 * EDGE)) / (most - least || 1);
  const points = values.map((value, at) => (value === null ? null : [x(at), y(value)]));
  const path = points.map((point, at) => point && `${points[at - 1] ? "L" : "M"}${point[0].toFixed(1)} ${point[1].toFixed(1)}`);
  const told = values.map((value, at) => (value === null ? null : `turn ${at + 1} ${written(value)}`)).filter(Boolean).join(", ");
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: "img", "aria-label": `${label}: ${told}` },
    svg("line", { x1: 0, x2: WIDTH, y1: HEIGHT - 1, y2: HEIGHT - 1 }),
    svg("path", { d: path.filter(Boolean).join("") }),
    ...points.map((point, at) => point && svg(`circle.${roles[at] === "user" ? "user" : "model"}`,
      { cx: point[0].toFixed(1), cy: point[1].toFixed(1), r: 2.5, "data-turn": at })));
}

// Lets the points of one turn stand out; -1 for none.
export function stress(place, turn) {
  for (const point of place.querySelectorAll("circle")) point.classList.toggle("stressed", Number(point.dataset.turn) === turn);
}
