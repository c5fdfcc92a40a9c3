// What was done to a request, in words.
import { plural } from "./dom.js";

// Returns a line such as "light: rewritten (+1 call, 212 tokens, 45 ms)".
export function note({ preset, mediation, reason, calls, tokens, milliseconds }) {
  if (!preset) return "";
  const why = reason ? `, ${reason}` : "";
  const cost = calls ? ` (+${plural(calls, "call")}, ${plural(tokens, "token")}, ${Math.round(milliseconds)} ms)` : "";
  return preset === "off" ? "off: sent as it was" : `${preset}: ${mediation}${why}${cost}`;
}

const written = (content) => (typeof content === "string" ? content : JSON.stringify(content));

// Returns what differs between the messages that were said and those that were sent: the new ones, and how many went.
export function difference(said, sent) {
  const has = (messages, one) => messages.some((other) => other.role === one.role && written(other.content) === written(one.content));
  return {
    fresh: sent.filter((one) => !has(said, one)).map(({ role, content }) => ({ role, text: written(content) })),
    gone: said.filter((one) => !has(sent, one)).length,
  };
}
