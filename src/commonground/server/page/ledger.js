// The ledger of common ground: what was asked for, the words that both use, what is open, and what was sent in the user's place.
import { el, get, plural, reconcile, say } from "./dom.js";
import { pieces } from "./marks.js";
import * as measures from "./measures.js";
import { difference } from "./notes.js";

const who = (speaker) => (speaker === "user" ? "you" : "the model");
const percent = (share) => `${Math.round(100 * share)} %`;

// A term with the capitals that it had when it was first said; undefined where the turn is not there any more.
const asSaid = (path, use) => pieces(path[use.turn]?.text ?? "", [use]).find((piece) => piece.uses.length)?.text;

const legend = () => el("p.legend", {}, "Coined by ", el("span.user", {}, "you"), " or ", el("span.model", {}, "the model"), "; said first–by both.");

const STYLE = [
  ["words_per_turn", "words a turn", (value) => value.toFixed(1)],
  ["questions", "turns that ask", percent],
  ["politeness", "turns with a please or thanks", percent],
  ["exclamations", "turns with an exclamation mark", percent],
  ["lower_case", "turns in lower case", percent],
  ["contractions", "words contracted", percent],
];

export class Ledger {
  // `look(turns, term)` lets turns and a term stand out, `go(turn)` leads to a turn.
  constructor({ look, go }) {
    Object.assign(this, { look, go, lists: {}, ground: null });
    for (const [name, title] of [
      ["requirements", "Asked for"], ["pacts", "Shared words"], ["questions", "Open questions"], ["sent", "Sent in your place"],
      ["measures", "Turn by turn"], ["topics", "Topics"], ["style", "How you write"],
    ]) {
      const list = el(`ul.${name}`);
      get("sections").append(el("section", { hidden: true, "aria-label": title }, el("h3", {}, title), list, name === "pacts" ? legend() : null));
      this.lists[name] = list;
    }
  }

  // `path` are the turns of the chat, `turns` what each shows.
  draw({ ground, turns, path }) {
    const { requirements = [], pacts = [], open_questions: questions = [], topics = [], style = {} } = ground ?? {};
    this.#list("requirements", requirements, ({ turn, text }) => [turn, text], ({ turn, text, superseded_by: by }) => ({
      text, turns: by === null ? [turn] : [turn, by], gone: by !== null,
      meta: by === null ? `${turn + 1}` : `${turn + 1}, replaced in ${by + 1}`,
    }));
    const lately = [...pacts].sort((a, b) => b.agreed - a.agreed || b.uses.length - a.uses.length);
    this.#list("pacts", lately, ({ term }) => term, ({ term, coined_by: coined, coined: first, agreed, uses }) => ({
      text: asSaid(path, uses[0]) ?? term, term, turns: [first, ...uses.map(({ turn }) => turn)], tint: coined === "user" ? "user" : "model",
      meta: `${first + 1}–${agreed + 1}`,
      title: `${who(coined)} in turn ${first + 1}, both since turn ${agreed + 1}, said ${plural(uses.length, "time")}`,
    }));
    this.#list("questions", questions, ({ turn, text }) => [turn, text], ({ turn, speaker, text }) => ({
      text, turns: [turn], meta: `${turn + 1}, ${who(speaker)}`,
    }));
    this.#list("topics", topics, ({ turn }) => turn, ({ turn, words, open }) => ({
      text: words.join(", "), turns: [turn], meta: open ? `${turn + 1}, open` : `${turn + 1}`, faint: !open,
    }));
    this.#sent(path);
    measures.draw(this.lists.measures, path.map(({ role }, at) => ({ role, measures: turns[at] })));
    this.#style(style);
    for (const list of Object.values(this.lists)) list.parentElement.hidden = !list.childElementCount;
    get("nothing").hidden = Object.values(this.lists).some((list) => list.childElementCount);
    const standing = requirements.filter(({ superseded_by: by }) => by === null).length + pacts.length;
    say(get("count"), standing ? String(standing) : "");
  }

  // Lets the points of a turn stand out in the measures.
  stress(turn) {
    measures.stress(this.lists.measures, turn);
  }

  #list(name, items, key, shown) {
    reconcile(this.lists[name], items, (item) => JSON.stringify(key(item)), () => this.#entry(), (made, item) => {
      const { text, meta, turns, title = "", term = null, gone = false, faint = false, tint = "" } = shown(item);
      Object.assign(made.told, { turns, term });
      const [place, note] = made.firstElementChild.children;
      say(place, text);
      say(note, meta);
      if (title) made.firstElementChild.setAttribute("aria-label", `${text}: ${title}`);
      made.title = title;
      made.className = ["entry", gone && "gone", faint && "faint", tint].filter(Boolean).join(" ");
    });
  }

  // An entry: looking at it marks its turns, choosing it leads to the first of them.
  #entry() {
    const told = { turns: [], term: null };
    const on = () => this.look(told.turns, told.term);
    const off = () => this.look([], null);
    const button = el("button", {
      type: "button", onclick: () => this.go(told.turns[0]), onmouseenter: on, onfocus: on, onmouseleave: off, onblur: off,
    }, el("span.text"), el("span.meta"));
    const made = el("li", {}, button);
    made.told = told;
    return made;
  }

  #sent(path) {
    const shown = [];
    path.forEach(({ sent }, at) => {
      const said = path.slice(0, at).map(({ role, text }) => ({ role, content: text }));
      if (sent?.mediation === "rewritten") shown.push({ at, ...sent, shadow: false, ...difference(said, sent.messages) });
      if (sent?.shadow?.mediation === "rewritten") shown.push({ at, ...sent.shadow, shadow: true, ...difference(said, sent.shadow.messages) });
    });
    reconcile(this.lists.sent, shown.reverse(), ({ at, fresh, shadow }) => JSON.stringify([at, fresh, shadow]), (one) => this.#place(one),
      (made, one, index) => made.classList.toggle("older", index > 0));
  }

  #place({ at, preset, fresh, gone, shadow }) {
    const made = this.#entry();
    made.told.turns = [at];
    made.className = shadow ? "entry place shadow" : "entry place";
    const [title, note] = made.firstElementChild.children;
    const instead = gone ? `In place of ${plural(gone, "message")}` : "Added to what you said";
    say(title, shadow ? `${preset} would have sent, ${instead.toLowerCase()}` : instead);
    say(note, `for ${at + 1}`);
    made.append(...fresh.map(({ role, text }) => el("blockquote", {}, role === "user" ? null : el("span.role", {}, role), text)));
    return made;
  }

  #style(style) {
    const rows = STYLE.filter(([name]) => typeof style[name] === "number" && (style[name] > 0 || name === "words_per_turn"));
    reconcile(this.lists.style, rows, ([name]) => name, ([, label]) => el("li", {}, el("span.value"), ` ${label}`),
      (made, [name, , written]) => say(made.firstElementChild, written(style[name])));
  }
}
