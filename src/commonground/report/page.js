"use strict";
// Draws the charts in the colours of the theme, and shows the conversations behind a number. Data is only ever set as text.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const { conversations } = read("run");
  const figures = read("figures");
  const FIELDS = [["condition", "Condition"], ["mediation", "Mediation"], ["family", "Family"], ["ending", "Ending"]];
  if (new Set(conversations.map((one) => one.suite)).size > 1) FIELDS.unshift(["suite", "Suite"]);

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined && text !== null) made.textContent = String(text);
    return made;
  }

  // Charts

  const dark = matchMedia("(prefers-color-scheme: dark)");
  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  const PARTS = { whole: "whole", bare: "ink", prompt: "soft", mediated: "accent", published: "wrong" };
  function themed(figure) {
    const copy = JSON.parse(JSON.stringify(figure));
    for (const trace of copy.data) {
      const own = colour(PARTS[trace.meta]);
      trace.marker.color = own;
      trace.marker.line.color = own;
      if (trace.line) trace.line.color = own;
      for (const bars of [trace.error_x, trace.error_y]) if (bars) bars.color = own;
    }
    const font = { family: colour("sans"), size: 13, color: colour("ink") };
    Object.assign(copy.layout, { font, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)" });
    Object.assign(copy.layout.xaxis, { gridcolor: colour("rule"), tickfont: { color: colour("soft"), size: 12 } });
    Object.assign(copy.layout.hoverlabel, { bgcolor: colour("sheet"), bordercolor: colour("rule"), font });
    return copy;
  }

  function fitted(layout, width) {
    const rows = width < 480 ? 4 : width < 700 ? 2 : 1; // the legend wraps
    layout.width = width;
    layout.margin.t = 24 + 22 * rows;
    layout.height += 22 * (rows - 1);
    if (width < 480) Object.assign(layout.font, { size: 12 });
    return layout;
  }

  function draw() {
    for (const place of document.querySelectorAll(".chart")) {
      const figure = themed(figures[place.dataset.suite][place.dataset.chart]);
      Plotly.react(place, figure.data, fitted(figure.layout, place.clientWidth), { displayModeBar: false, showTips: false });
    }
  }
  draw();
  dark.addEventListener("change", draw);
  let drawnAt = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== drawnAt) draw();
    drawnAt = innerWidth;
  });

  // The list

  const form = document.getElementById("filters");
  const list = document.getElementById("list");
  const shown = document.getElementById("conversation");
  const selects = {};

  for (const [field, label] of FIELDS) {
    const wrap = element("label", "", label);
    const select = selects[field] = element("select");
    select.name = field;
    const values = [...new Set(conversations.map((one) => one[field]))];
    if (field === "family" || field === "ending") values.sort();
    select.append(new Option(field === "family" ? "all but controls" : "any", ""));
    if (field === "family") select.append(new Option("any", "*"));
    for (const value of values) select.append(new Option(value, value));
    if (field === "ending" && values.length) select.append(new Option("anything but right", "!right"));
    select.addEventListener("change", () => find());
    wrap.append(select);
    form.append(wrap);
  }
  form.addEventListener("submit", (event) => event.preventDefault());

  function fits(one, field, wanted) {
    if (field === "family" && wanted === "") return !one.control;
    if (wanted === "" || wanted === "*") return true;
    return wanted === "!right" ? one[field] !== "right" : one[field] === wanted;
  }

  function find() {
    const wanted = FIELDS.map(([field]) => [field, selects[field].value]);
    const found = conversations.filter((one) => wanted.every(([field, value]) => fits(one, field, value)));
    document.getElementById("count").textContent = found.length === 1 ? "1 conversation." : found.length + " conversations.";
    list.replaceChildren(...found.map(entry));
    if (found.length) open(found[0]);
    else shown.replaceChildren(element("p", "", "No conversation here fits. Choose other filters."));
  }

  function tone(ending) {
    return ending.startsWith("right") ? "right" : ending.startsWith("wrong") || ending.startsWith("failed") ? "wrong" : "";
  }

  function entry(one) {
    const item = element("li");
    const button = element("button", "", one.task + (one.run ? ", run " + (one.run + 1) : ""));
    button.type = "button";
    const small = element("small", "", place(one) + ", ");
    small.append(element("span", tone(one.ending), one.ending));
    button.append(small);
    button.addEventListener("click", () => { open(one); shown.focus({ preventScroll: innerWidth > 700 }); });
    button.conversation = one;
    item.append(button);
    return item;
  }

  function place(one) {
    return one.mediation === "off" ? one.condition : one.condition + " " + one.mediation;
  }

  // One conversation

  function open(one) {
    for (const button of list.querySelectorAll("button")) {
      if (button.conversation === one) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    const facts = element("dl");
    const add = (name, value, className) => facts.append(element("dt", "", name), element("dd", className, value));
    add("setting", place(one) + ", " + one.family + (one.control ? " (control)" : "") + ", run " + (one.run + 1));
    add("ending", one.ending + (one.capped ? " (stopped at the cap of turns)" : ""), tone(one.ending));
    add("wanted", one.reference);
    add("whole task", one.full);
    add("cost", one.usage[0] + " calls, " + one.usage[1] + " + " + one.usage[2] + " tokens");
    const turns = one.turns.flatMap(spoken);
    if (one.failure) turns.push(turn("failed", "failed at the boundary " + one.failure.boundary, one.failure.message));
    shown.replaceChildren(element("h3", "", one.task), facts, ...turns, elsewhere(one));
  }

  function spoken(said) {
    const made = [];
    if (said.request) {
      const passed = said.request.action === "pass";
      made.push(turn("mediated", passed ? "mediation passed the request on unchanged" : "mediated request: what the model saw instead", passed ? "" : said.request.text));
    }
    const who = said.speaker + (said.shard ? ", part " + said.shard : "");
    const block = said.speaker === "system" ? folded(said) : turn(said.speaker, who, said.text);
    if (said.verdict) block.append(came(said));
    made.push(block);
    return made;
  }

  function came(said) {
    const line = element("p", "came");
    line.append(element("span", tone(said.verdict), said.verdict));
    const rest = ["score " + said.judged.score];
    if (!said.verdict.startsWith("no answer: ")) rest.unshift("strategy " + said.judged.strategy);
    if (said.judged.error) rest.push("error type " + said.judged.error);
    if (said.judged.premature) rest.push("before all that it needs was said");
    if (said.judged.answer !== null) rest.push("read as " + said.judged.answer);
    line.append(element("span", "more", " · " + rest.join(" · ")));
    return line;
  }

  function turn(kind, who, text) {
    const block = element("div", "turn " + kind);
    block.append(element("p", "who", who));
    if (text) block.append(element("p", "said", text));
    return block;
  }

  function folded(said) {
    const block = element("details", "turn system");
    block.append(element("summary", "who", "system: what the model is told first"), element("p", "said", said.text));
    return block;
  }

  function elsewhere(one) {
    const line = element("p", "elsewhere", "This task elsewhere:");
    for (const other of conversations) {
      if (other === one || other.task !== one.task || other.run !== one.run || other.suite !== one.suite) continue;
      const button = element("button", "open", place(other));
      button.type = "button";
      button.title = other.ending;
      button.addEventListener("click", () => { open(other); shown.focus(); });
      line.append(button);
    }
    return line;
  }

  // From a number to its conversations

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-cell]");
    if (!button) return;
    const cell = JSON.parse(button.dataset.cell);
    for (const [field] of FIELDS) {
      const known = [...selects[field].options].some((option) => option.value === cell[field]);
      if (!known) selects[field].append(new Option(cell[field], cell[field]));
      selects[field].value = cell[field];
    }
    find();
    const title = document.getElementById("explorer-title");
    title.focus({ preventScroll: true });
    title.scrollIntoView();
  });
  find();
})();
