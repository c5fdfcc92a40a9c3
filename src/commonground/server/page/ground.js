// Asks for the common ground of what has been said so far: at most about three times a second, less often where an answer takes
// long, and always for the last state. A reply that is still coming is folded anew each time, so a long talk costs the gateway.
import { post } from "./api.js";

const PAUSE = 333; // milliseconds from one question to the next
const SHARE = 4; // of this many milliseconds the gateway works for one

export class Watch {
  // `heard(answer, turns)` gets the answer and the turns it is about; `failed(error)` what went wrong.
  constructor(heard, failed) {
    Object.assign(this, { heard, failed, wanted: null, busy: false, timer: 0, asked: -PAUSE, pause: PAUSE });
  }

  want(turns) {
    this.wanted = turns;
    this.#next();
  }

  #next() {
    if (this.busy || this.wanted === null || this.timer) return;
    const wait = this.asked + this.pause - performance.now();
    if (wait > 0) this.timer = setTimeout(() => { this.timer = 0; this.#next(); }, wait);
    else this.#ask();
  }

  async #ask() {
    const turns = this.wanted;
    Object.assign(this, { wanted: null, busy: true, asked: performance.now() });
    try {
      const messages = turns.map(({ role, text }) => ({ role, content: text.toWellFormed?.() ?? text }));
      const answer = await (await post("/api/ground", { messages })).json();
      this.heard(answer, turns);
    } catch (error) {
      this.failed(error);
    } finally {
      this.busy = false;
      this.pause = Math.max(PAUSE, SHARE * (performance.now() - this.asked));
      this.#next();
    }
  }
}
