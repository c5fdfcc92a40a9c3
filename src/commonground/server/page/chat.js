// The chat: what is said, sent and answered, and the common ground that is asked for as it goes on.
import { chat, json } from "./api.js";
import { download, el, get, say } from "./dom.js";
import { Watch } from "./ground.js";
import { Ledger } from "./ledger.js";
import { usesIn } from "./marks.js";
import { offers } from "./openings.js";
import { Tree, upTo } from "./tree.js";
import { Turns } from "./turns.js";

const name = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const LATEST = 30; // times to look for a shadow

export class Chat {
  // `leading` is called before the focus goes to a turn.
  constructor(leading) {
    this.leading = leading;
    this.turns = new Turns({
      edit: (node, text) => this.#say(node.parent, text),
      regenerate: (node) => this.#reply(node.parent, true),
      other: (node, by) => { this.tree.turn(node, by); this.#changed(); this.turns.go(this.tree.path.indexOf(node.parent.children[node.parent.chosen])); },
      turn: (index) => this.ledger.stress(index),
    });
    this.ledger = new Ledger({ look: (turns, term) => this.turns.look(turns, term), go: (turn) => this.go(turn) });
    this.watch = new Watch((answer, turns) => this.#heard(answer, turns), (error) => this.#unheard(error));
    this.#listen();
    this.restart();
  }

  // Finds out who answers and what may be asked for.
  async open() {
    this.#trouble("");
    try {
      const status = await json("/api/status");
      const models = await json("/v1/models").catch(() => ({})); // not every server lists them
      get("preset").replaceChildren(...status.presets.map((preset) => el("option", { selected: preset === status.preset }, preset)));
      this.#models(models.data ?? []);
      this.ready = true;
      this.#offer();
    } catch (error) {
      this.#trouble(error.message, () => this.open());
    }
  }

  // Lets one choose among the models; where the upstream lists none, a name can be typed.
  #models(listed) {
    const field = listed.length ? el("select", { id: "model" }, ...listed.map(({ id }) => el("option", {}, id))) : el("input", { id: "model" });
    field.disabled = listed.length === 1;
    field.addEventListener("change", () => this.#offer());
    get("model").replaceWith(field);
  }

  // Begins a new chat.
  restart() {
    this.stop();
    Object.assign(this, { tree: new Tree(), id: name(), answer: null, about: [] });
    this.#trouble("");
    this.#draw();
    this.#offer();
    get("said").focus();
  }

  stop() {
    this.under?.abort();
  }

  // Leads to a turn.
  go(turn) {
    this.leading();
    this.turns.go(turn);
  }

  #listen() {
    const said = get("said");
    get("composer").addEventListener("submit", (event) => { event.preventDefault(); this.#send(); });
    said.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.#send(); }
      if (event.key === "ArrowUp" && !said.value && this.tree.path.length) { event.preventDefault(); this.go(this.tree.path.length - 1); }
    });
    get("stop").addEventListener("click", () => { this.stop(); said.focus(); });
    get("new").addEventListener("click", () => this.restart());
    get("again").addEventListener("click", () => this.again?.());
    get("ground-json").addEventListener("click", () => download("common-ground.json", this.answer ?? { ground: null, turns: [] }));
  }

  #send() {
    const said = get("said");
    const text = said.value.trim();
    if (!text || this.under || !this.ready) return;
    said.value = "";
    this.#say(this.tree.last, text);
  }

  #say(parent, text) {
    this.#reply(this.tree.add(parent, { role: "user", text, state: "" }));
  }

  // Asks for a reply to a turn of the user and takes it in as it comes.
  async #reply(user, once_more = false) {
    this.stop();
    const under = (this.under = new AbortController());
    const [tree, messages] = [this.tree, upTo(user).map(({ role, text }) => ({ role, content: text }))];
    const reply = tree.add(user, { role: "assistant", text: "", state: "streaming" });
    this.#trouble("");
    this.#changed();
    get("scroll").scrollTop = get("scroll").scrollHeight;
    say(get("announced"), "The model is answering.");
    try {
      const { done, pieces } = await chat(this.#asked(messages, once_more, user), this.#headers(), under.signal);
      reply.done = done;
      if (done.mediation === "rewritten") this.#sent(reply, under.signal);
      for await (const { text, usage } of pieces) {
        reply.text += text;
        reply.usage = usage ?? reply.usage;
        this.#changed(reply);
      }
      reply.state = "";
    } catch (error) {
      reply.state = under.signal.aborted ? "stopped" : "broken";
      if (!under.signal.aborted && tree === this.tree) this.#trouble(error.message, () => this.#reply(user));
    }
    if (this.under === under) this.under = null;
    if (tree !== this.tree) return;
    this.#ended(reply, user);
  }

  #ended(reply, user) {
    if (!reply.text && reply.state) {
      this.tree.remove(reply);
      if (reply.state === "stopped") this.#trouble("Stopped before anything was said.", () => this.#reply(user));
    } else if (reply.done?.preset === "observe") this.#sent(reply);
    this.#changed();
    say(get("announced"), reply.text ? `The model: ${reply.text}` : "");
  }

  #asked(messages, once_more, user) {
    const model = get("model").value;
    const draw = { temperature: 1, ...(model === "embedded" ? { seed: user.children.length } : {}) }; // another reply, not the same
    return { model, messages, ...(once_more ? draw : {}) };
  }

  #headers() {
    return { "X-Commonground-Preset": get("preset").value, "X-Conversation-Id": this.id };
  }

  // Finds out what the model was sent; with observe also what light would have sent, once that is known.
  async #sent(reply, signal = null) {
    const tree = this.tree;
    try {
      for (let times = 0; times < LATEST && tree === this.tree; times++) {
        reply.sent = await json(`/api/requests/${reply.done.request}/sent`, { signal });
        if (!reply.sent.pending) break;
        await new Promise((later) => setTimeout(later, Math.min(2000, 200 + 100 * times)));
      }
    } catch (error) {
      if (error.name === "AbortError") return;
      reply.sent = { mediation: "unknown" };
    }
    if (tree === this.tree) this.#draw();
  }

  // Draws what there is, and asks for the common ground of it.
  #changed(reply = null) {
    const said = this.tree.path.filter(({ text, state }) => text || state !== "streaming");
    if (said.length) this.watch.want(said.map((node) => ({ node, role: node.role, text: node.text })));
    if (!reply) this.#offer();
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => { this.frame = 0; this.#draw(); });
  }

  #heard(answer, turns) {
    const path = this.tree.path;
    const about = turns.map(({ node }) => node);
    if (!about.every((node, at) => path[at] === node)) return; // it came too late
    Object.assign(this, { answer, about });
    get("ground-trouble").hidden = true;
    this.#draw();
  }

  #unheard(error) {
    get("ground-trouble").hidden = false;
    say(get("ground-trouble"), `The ledger waits: ${error.message}`);
  }

  #draw() {
    const path = this.tree.path;
    get("welcome").hidden = path.length > 0;
    const uses = (node, at) => (this.about[at] === node ? usesIn(this.answer.ground, at) : []);
    this.turns.draw(path, uses, Boolean(this.under));
    this.ledger.draw({ ground: this.answer?.ground, turns: this.answer?.turns ?? [], path });
    get("send").hidden = Boolean(this.under);
    get("stop").hidden = !this.under;
  }

  #offer() {
    const said = this.tree.path.filter(({ role }) => role === "user").map(({ text }) => text);
    const found = this.ready && !this.under ? offers(get("model").value, said) : [];
    get("chips").replaceChildren(...found.map((text) => el("button.chip", { type: "button", onclick: () => { this.#say(this.tree.last, text); get("said").focus(); } }, text)));
  }

  // Shows one line with what went wrong, "" for nothing; `again` is what to try again.
  #trouble(told, again = null) {
    this.again = again;
    get("trouble").hidden = !told;
    get("again").hidden = !again;
    say(get("told"), told);
  }
}
