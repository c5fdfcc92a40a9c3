"use strict";
(() => {
  const get = (id) => document.getElementById(id);
  const messages = [];
  const openings = ["I want to book a table.", "I need a ride.", "Please order some food."];
  for (const text of openings) {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.textContent = text;
    chip.addEventListener("click", () => send(text));
    get("chips").append(chip);
  }
  function shown(role, text) {
    const item = document.createElement("li"), who = document.createElement("span"), said = document.createElement("span");
    item.className = role;
    who.className = "who";
    who.textContent = role;
    said.textContent = text;
    item.append(who, said);
    get("talk").append(item);
    item.scrollIntoView({ block: "nearest" });
    return said;
  }
  async function send(text) {
    if (!text.trim()) return;
    get("said").value = "";
    messages.push({ role: "user", content: text });
    shown("user", text);
    const place = shown("assistant", "");
    const reply = await fetch("/v1/chat/completions", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ model: "embedded", messages, stream: true, max_tokens: 256, temperature: 0 }),
    });
    const told = (name) => reply.headers.get("x-commonground-" + name) || "";
    get("did").textContent = `${told("preset")}: ${told("mediation")}${told("reason") ? ", " + told("reason") : ""}; `
      + `${told("calls")} calls, ${told("tokens")} tokens, ${told("milliseconds")} ms added.`;
    const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    let held = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      held += part.value;
      const lines = held.split("\n");
      held = lines.pop();
      for (const line of lines) {
        if (!line.startsWith("data: {")) continue;
        const event = JSON.parse(line.slice(6));
        if (event.error) place.textContent += event.error.message;
        else if (event.choices[0]) place.textContent += event.choices[0].delta.content || "";
      }
    }
    messages.push({ role: "assistant", content: place.textContent });
  }
  document.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); send(get("said").value); });
})();
