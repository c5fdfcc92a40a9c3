// A conversation is a tree of turns: an edit or another reply is a sibling, and the path of chosen turns is what is shown.

let made = 0;

export class Tree {
  constructor() {
    this.root = { children: [], chosen: 0 };
  }

  // The turns from the first to the last, along those that are chosen.
  get path() {
    const found = [];
    for (let node = this.root; node.children.length; found.push(node)) node = node.children[node.chosen];
    return found;
  }

  get last() {
    return this.path.at(-1) ?? this.root;
  }

  // Adds a turn after `parent` and chooses it.
  add(parent, turn) {
    const node = { id: ++made, ...turn, parent, children: [], chosen: 0 };
    parent.chosen = parent.children.push(node) - 1;
    return node;
  }

  remove(node) {
    const { children } = node.parent;
    children.splice(children.indexOf(node), 1);
    node.parent.chosen = Math.max(0, children.length - 1);
  }

  // Chooses the sibling that is `by` places further.
  turn(node, by) {
    const { parent } = node;
    parent.chosen = (parent.chosen + by + parent.children.length) % parent.children.length;
  }
}

// The turns from the first up to `node`.
export function upTo(node) {
  const found = [];
  for (let one = node; one.parent; one = one.parent) found.unshift(one);
  return found;
}
