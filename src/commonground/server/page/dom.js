// Elements. What was said goes in as text nodes only, so nothing of it can become markup.

const SVG = "http://www.w3.org/2000/svg";

// el("li.turn.user", {id: "a", onclick: f}, "text", child): attributes that are null or false are left out.
export function el(kind, attributes = {}, ...children) {
  const [name, ...classes] = kind.split(".");
  return filled(document.createElement(name), classes, attributes, children);
}

export function svg(kind, attributes = {}, ...children) {
  const [name, ...classes] = kind.split(".");
  return filled(document.createElementNS(SVG, name), classes, attributes, children);
}

function filled(made, classes, attributes, children) {
  if (classes.length) made.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const get = (id) => document.getElementById(id);

// Sets the text of an element where it has changed, so that what is read out or selected stays.
export function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

// Makes the children of `place` those of `items`, in their order. A child stays while its key does: focus and scroll live on.
export function reconcile(place, items, key, make, update = () => {}) {
  const known = place.known ?? (place.known = new Map());
  const wanted = new Map(items.map((item, at) => [String(key(item, at)), [item, at]]));
  for (const [name, child] of known) {
    if (wanted.has(name)) continue;
    child.remove();
    known.delete(name);
  }
  let next = place.firstElementChild;
  for (const [name, [item, at]] of wanted) {
    let child = known.get(name);
    if (!child) known.set(name, (child = make(item, at)));
    update(child, item, at);
    if (child === next) next = next.nextElementSibling;
    else place.insertBefore(child, next);
  }
}

// Says of a link whether it leads to what is shown.
export function current(link, shown) {
  if (shown) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}

export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

// Offers a value as a JSON file.
export function download(name, value) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: "application/json" }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
