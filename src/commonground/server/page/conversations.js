// The conversations that the gateway served to any client: what was done in each, with text only where it was kept.
import { json, key } from "./api.js";
import { current, download, el, get, plural, reconcile, say } from "./dom.js";
import * as measures from "./measures.js";
import { note } from "./notes.js";
import { Tree } from "./tree.js";

const EVERY = 2000; // milliseconds between two looks
const clock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const at = (seconds) => clock.format(new Date(1000 * seconds));

export class Conversations {
  constructor() {
    Object.assign(this, { chosen: "", shown: "", choices: {}, timer: 0, listed: null });
    for (const id of ["list-json", "detail-json"]) get(id).addEventListener("click", (event) => this.#twin(event));
    document.addEventListener("visibilitychange", () => this.#again(0));
  }

  // Shows the list and, where one is chosen, a conversation; goes on looking until it is closed.
  open(chosen) {
    Object.assign(this, { active: true, chosen });
    if (chosen !== this.shown) Object.assign(this, { shown: "", choices: {} });
    this.#again(0);
  }

  close() {
    this.active = false;
    clearTimeout(this.timer);
  }

  #again(wait) {
    clearTimeout(this.timer);
    if (this.active && document.visibilityState === "visible") this.timer = setTimeout(() => this.#look(), wait);
  }

  async #look() {
    try {
      const { conversations } = await json("/api/conversations");
      this.#list(conversations);
      if (this.chosen) await this.#detail(this.chosen, conversations.find(({ id }) => id === this.chosen));
      else this.#choose();
    } catch (error) {
      say(get("list-told"), error.message);
    }
    this.#again(EVERY);
  }

  #list(conversations) {
    say(get("list-told"), conversations.length ? "" : "None yet. Whatever a client says through this gateway appears here.");
    reconcile(get("rows"), conversations, ({ id }) => id,
      ({ id }) => el("li", {}, el("a", { href: `#conversations/${id}` }, el("span.when"), el("span.meta"))),
      (made, { id, model, requests, last, calls, tokens }) => {
        const [link] = made.children;
        current(link, id === this.chosen);
        say(link.children[0], at(last));
        const cost = calls ? `, ${plural(calls, "call")} and ${plural(tokens, "token")} of mediation` : "";
        say(link.children[1], `${model || "no model"}, ${plural(requests, "request")}${cost}`);
      });
  }

  #choose() {
    say(get("detail-name"), "Choose a conversation");
    say(get("detail-told"), "");
    get("detail-json").hidden = true;
    reconcile(get("detail-turns"), [], () => "", () => null);
    measures.draw(get("detail-measures"), []);
  }

  async #detail(id, row) {
    const state = `${id} ${row?.last} ${row?.requests}`;
    if (state === this.shown) return;
    const { turns, requests } = await json(`/api/conversations/${id}`);
    if (id !== this.chosen) return;
    Object.assign(this, { shown: state, tree: grown(turns, this.choices), requests });
    get("detail-json").hidden = false;
    get("detail-json").href = `/api/conversations/${id}`;
    this.#draw();
  }

  #draw() {
    const { path } = this.tree;
    const model = this.requests.findLast((one) => one.model)?.model ?? "";
    say(get("detail-name"), `${model || "A conversation"}, ${path.length ? at(path[0].row.at) : ""}`);
    const forks = this.requests.filter(({ kind }) => kind === "forked" || kind === "edited").length;
    say(get("detail-told"), [plural(this.requests.length, "request"), plural(path.length, "turn"), forks ? plural(forks, "fork") : ""].filter(Boolean).join(", "));
    measures.draw(get("detail-measures"), path.map(({ role, row }) => ({ role, measures: row.measures })));
    reconcile(get("detail-turns"), path, ({ row }) => row.id, (node) => this.#turn(node), (item, node, index) => this.#update(item, node, index));
  }

  #turn(node) {
    const button = (label, told, by) => el("button", { type: "button", "aria-label": told, onclick: () => this.#move(item.node, by) }, label);
    const item = el(`li.turn.${node.role === "user" ? "user" : "model"}`, {},
      el("div.who", {}, el("span.name", {}, node.role), el("span.number")),
      el("div.body", {}, el("p.said"), el("div.foot", {}, el("span.note"),
        el("span.acts", {}, el("span.others", {}, button("‹", "The version before", -1), el("span"), button("›", "The version after", 1))))));
    return item;
  }

  #move(node, by) {
    const { parent } = node;
    this.tree.turn(node, by);
    this.choices[parent.row?.id ?? ""] = parent.children[parent.chosen].row.id;
    this.#draw();
  }

  #update(item, node, index) {
    const { row, parent, role } = node;
    item.node = node;
    say(item.querySelector(".number"), String(index + 1));
    const said = item.querySelector(".said");
    const words = row.measures["length.words"];
    const kept = text(row.content);
    say(said, kept ?? `${typeof words === "number" ? plural(words, "word") : "text"}, not kept`);
    said.classList.toggle("unkept", kept === null);
    const made = this.requests.filter(({ reply, turn }) => (reply ? reply === row.id : turn === row.id)); // without a reply: at what was asked
    say(item.querySelector(".note"), made.map(told).join(" · "));
    const others = item.querySelector(".others");
    others.hidden = parent.children.length < 2;
    say(others.children[1], `${parent.children.indexOf(node) + 1} of ${parent.children.length}`);
  }

  // A link to the JSON works by itself; where a key is needed, it is fetched with the key.
  async #twin(event) {
    if (!key()) return;
    event.preventDefault();
    const path = new URL(event.target.href).pathname;
    download(`${path.split("/").at(-1)}.json`, await json(path));
  }
}

// What was done with a request: its kind, its mediation, its times.
function told({ kind, complete, status, first_byte: first, duration, shadow, ...done }) {
  const ends = status >= 400 ? `status ${status}` : complete ? "" : "broken off";
  const would = shadow ? `light: would be ${shadow.mediation}` : "";
  return [kind, note(done), would, `first byte ${Math.round(first)} ms, all ${Math.round(duration)} ms`, ends].filter(Boolean).join(", ");
}

// The text of a turn as it is kept; null where it is not.
function text(content) {
  if (content === null || content === undefined) return null;
  return typeof content.text === "string" ? content.text : JSON.stringify(content);
}

// The tree of the turns, along the branches that were chosen, else the newest.
function grown(turns, choices) {
  const tree = new Tree();
  const nodes = new Map();
  for (const row of turns) nodes.set(row.id, tree.add(nodes.get(row.parent) ?? tree.root, { role: row.speaker, row }));
  for (const [parent, child] of Object.entries(choices)) {
    const node = nodes.get(child);
    const above = nodes.get(parent) ?? tree.root;
    if (node) above.chosen = above.children.indexOf(node);
  }
  return tree;
}
