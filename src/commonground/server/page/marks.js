// Where shared expressions stand in a turn. The gateway counts characters (code points), a string here UTF-16 units.
import { el } from "./dom.js";

// Returns a function from offsets in code points to offsets in UTF-16 units.
export function units(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (offset) => Math.min(offset, text.length);
  const starts = [];
  let at = 0;
  for (const point of text) {
    starts.push(at);
    at += point.length;
  }
  return (offset) => starts[offset] ?? text.length;
}

// Cuts a text into pieces {text, uses}: `uses` are all that cover the piece, the longest term first. Uses may overlap.
export function pieces(text, uses) {
  const at = units(text);
  const placed = uses.map((use) => ({ ...use, from: at(use.start), to: at(use.end) })).filter((use) => use.from < use.to);
  const cuts = [...new Set([0, text.length, ...placed.flatMap((use) => [use.from, use.to])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => ({
    text: text.slice(from, cuts[index + 1]),
    uses: placed.filter((use) => use.from <= from && use.to >= cuts[index + 1]).sort((a, b) => b.to - b.from - (a.to - a.from)),
  }));
}

// Writes a text into a place, its uses marked, where either has changed.
export function paint(place, text, uses) {
  const drawn = JSON.stringify([text, uses]);
  if (place.drawn === drawn) return;
  place.drawn = drawn;
  place.replaceChildren(...pieces(text, uses).map((piece) => (piece.uses.length ? marked(piece) : piece.text)));
}

function marked({ text, uses }) {
  const { coined_by: coined } = uses[0];
  const who = coined === "user" ? "you" : "the model";
  return el(`mark.${coined === "user" ? "user" : "model"}`, {
    title: `shared: “${uses[0].term}”, first said by ${who}`,
    "data-terms": JSON.stringify(uses.map((use) => use.term)),
  }, text);
}

// Returns the uses in turn `index` of a ground.
export const usesIn = (ground, index) => (ground?.pacts ?? []).flatMap((pact) => pact.uses
  .filter((use) => use.turn === index)
  .map((use) => ({ start: use.start, end: use.end, term: pact.term, coined_by: pact.coined_by })));
