// The turns of the chat as they are drawn: who, what was said with shared expressions marked, what was done, what one can do.
import { el, get, plural, reconcile, say } from "./dom.js";
import { paint } from "./marks.js";
import { note } from "./notes.js";

const STATES = { streaming: "", stopped: "stopped", broken: "broken off" };

export class Turns {
  // `does` has what the buttons call: edit(node, text), regenerate(node), other(node, by); and turn(index), the one looked at.
  constructor(does) {
    this.does = does;
    this.place = get("talk");
    this.place.addEventListener("keydown", (event) => this.#walk(event));
    this.place.addEventListener("focusin", (event) => this.#at(event.target));
    this.place.addEventListener("mouseover", (event) => this.#at(event.target));
    for (const left of ["focusout", "mouseleave"]) this.place.addEventListener(left, () => does.turn(-1));
  }

  // Draws the turns of `path`; `uses(node, at)` are the shared expressions in one, `busy` is whether a reply is coming.
  draw(path, uses, busy) {
    const scroll = get("scroll");
    const near = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 90;
    reconcile(this.place, path, (node) => node.id, (node) => this.#make(node), (item, node, at) => {
      item.id = `turn-${at + 1}`;
      item.tabIndex = at === path.length - 1 ? 0 : -1;
      item.setAttribute("aria-label", `Turn ${at + 1}, ${node.role === "user" ? "you" : "the model"}`);
      this.#update(item, node, at, busy);
      paint(item.said, node.text, uses(node, at));
    });
    if (near) scroll.scrollTop = scroll.scrollHeight;
  }

  // Lets turns stand out, and in all turns a term.
  look(turns, term) {
    [...this.place.children].forEach((item, at) => item.classList.toggle("looked", turns.includes(at)));
    for (const mark of this.place.querySelectorAll("mark")) {
      mark.classList.toggle("strong", term !== null && JSON.parse(mark.dataset.terms).includes(term));
    }
  }

  // Leads to a turn.
  go(turn) {
    const item = this.place.children[turn];
    if (!item) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }

  #make(node) {
    const button = (label, act) => el("button", { type: "button", onclick: act }, label);
    const mine = node.role === "user";
    const acts = el("span.acts", {},
      el("span.others", { hidden: true }, button("‹", () => this.does.other(node, -1)), el("span"), button("›", () => this.does.other(node, 1))),
      mine ? button("Edit", () => this.#edit(item, node)) : button("Regenerate", () => this.does.regenerate(node)));
    const [before, , after] = acts.firstElementChild.children;
    before.setAttribute("aria-label", "The version before");
    after.setAttribute("aria-label", "The version after");
    const said = el("p.said");
    const item = el(`li.turn.${mine ? "user" : "model"}`, {},
      el("div.who", {}, el("span.name", {}, mine ? "You" : "Model"), el("span.number")),
      el("div.body", {}, said, el("div.foot", {}, el("span.note"), acts)));
    item.said = said;
    return item;
  }

  #update(item, node, at, busy) {
    const [label, body] = item.children;
    const foot = body.querySelector(".foot");
    say(label.lastElementChild, String(at + 1));
    item.classList.toggle("streaming", node.state === "streaming");
    const usage = node.usage ? `${plural(node.usage.prompt_tokens ?? 0, "token")} in, ${node.usage.completion_tokens ?? 0} out` : "";
    say(foot.firstElementChild, [note(node.done ?? {}), usage, STATES[node.state]].filter(Boolean).join(" · "));
    const others = foot.querySelector(".others");
    const { children } = node.parent;
    others.hidden = children.length < 2;
    say(others.children[1], `${children.indexOf(node) + 1} of ${children.length}`);
    for (const button of foot.querySelectorAll("button")) button.disabled = busy;
  }

  // Lets the user write a turn anew. Enter sends it, Escape leaves it as it was.
  #edit(item, node) {
    const { said } = item;
    const field = el("textarea", { "aria-label": "Your message, edited", rows: 2 });
    field.value = node.text;
    const leave = () => { form.replaceWith(said); item.classList.remove("edited"); item.focus(); };
    const send = () => { const text = field.value.trim(); leave(); if (text && text !== node.text) this.does.edit(node, text); };
    const form = el("form.edit", { onsubmit: (event) => { event.preventDefault(); send(); } }, field,
      el("div.row", {}, el("button.main", { type: "submit" }, "Send"), el("button", { type: "button", onclick: leave }, "Cancel")));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") leave();
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
      event.stopPropagation();
    });
    item.classList.add("edited");
    said.replaceWith(form);
    field.focus();
  }

  #at(target) {
    this.does.turn([...this.place.children].indexOf(target.closest("li.turn")));
  }

  #walk(event) {
    const items = [...this.place.children];
    const at = items.indexOf(event.target);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: items.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    if (items[to]) items[to].focus();
    else if (to === items.length) get("said").focus();
  }
}
