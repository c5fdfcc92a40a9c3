// Calls to the gateway, with a key where it asks for one. The key stays in this tab's session storage and nowhere else.
import { ask } from "./key.js";

const KEY = "commonground-key";
let asking = null; // one dialog for all calls that wait for a key

export const key = () => sessionStorage.getItem(KEY) ?? "";

export class Refused extends Error {}

// Fetches a path; asks for a key where one is needed. Throws Refused with the server's message, or AbortError.
export async function call(path, { headers = {}, ...rest } = {}) {
  for (;;) {
    const used = key();
    const sent = used ? { ...headers, Authorization: `Bearer ${used}` } : headers;
    let answer;
    try {
      answer = await fetch(path, { ...rest, headers: sent });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Refused("The gateway does not answer.");
    }
    if (answer.ok) return answer;
    const told = await message(answer);
    if (answer.status !== 401) throw new Refused(told);
    if (used === key() && !(await another(used && told))) throw new Refused(told);
  }
}

// Asks for a key; returns whether one was given.
async function another(told) {
  asking ??= ask(told).finally(() => (asking = null));
  const given = await asking;
  if (given) sessionStorage.setItem(KEY, given);
  return Boolean(given);
}

async function message(answer) {
  const fallback = `The gateway answered ${answer.status}.`;
  try {
    return (await answer.json()).error.message || fallback;
  } catch {
    return fallback;
  }
}

export const json = async (path, options) => (await call(path, options)).json();

export const post = (path, body, options = {}) => call(path, {
  ...options, method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", ...options.headers },
});

// Asks for a reply. Returns what was done to the request, and the reply's pieces: {text} and {usage}.
export async function chat(body, headers, signal) {
  const answer = await post("/v1/chat/completions", { ...body, stream: true, stream_options: { include_usage: true } }, { headers, signal });
  const told = (name) => answer.headers.get(`x-commonground-${name}`) ?? "";
  const done = {
    request: told("request"), preset: told("preset"), mediation: told("mediation"), reason: told("reason"),
    calls: Number(told("calls")), tokens: Number(told("tokens")), milliseconds: Number(told("milliseconds")),
  };
  return { done, pieces: pieces(answer) };
}

async function* pieces(answer) {
  if (!(answer.headers.get("content-type") ?? "").includes("event-stream")) {
    const whole = await answer.json();
    yield { text: whole.choices?.[0]?.message?.content ?? "", usage: whole.usage };
    return;
  }
  let held = "";
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (held + part.value).split("\n");
      held = lines.pop();
      for (const line of lines) if (line.startsWith("data:")) yield* event(line.slice(5).trim());
    }
  } catch (error) {
    if (error.name === "AbortError" || error instanceof Refused) throw error;
    throw new Refused("The connection was lost.");
  } finally {
    reader.cancel().catch(() => {});
  }
}

function* event(line) {
  if (line === "[DONE]") return;
  const { error, choices, usage } = JSON.parse(line);
  if (error) throw new Refused(error.message ?? "The model failed.");
  yield { text: choices?.[0]?.delta?.content ?? "", usage };
}
