// The page: its two views, the drawer of a narrow window, and the keys that work everywhere.
import { Chat } from "./chat.js";
import { Conversations } from "./conversations.js";
import { current, get } from "./dom.js";

const drawn = () => document.body.classList.contains("drawn");
const chat = new Chat(() => drawn() && drawer(false));
const conversations = new Conversations();

// #conversations and #conversations/ID are the second view, all else is the chat.
function route() {
  const [view, id = ""] = location.hash.slice(1).split("/");
  const second = view === "conversations";
  get("chat").hidden = second;
  get("conversations").hidden = !second;
  document.body.classList.toggle("second", second);
  current(get("to-chat"), !second);
  current(get("to-conversations"), second);
  if (second) conversations.open(id);
  else conversations.close();
}

function drawer(open) {
  document.body.classList.toggle("drawn", open);
  get("drawer").setAttribute("aria-expanded", String(open));
  (open ? get("ledger") : get("drawer")).focus();
}

get("drawer").addEventListener("click", () => drawer(!drawn()));
get("close").addEventListener("click", () => drawer(false));
get("new").addEventListener("click", () => (location.hash = "#chat"));
addEventListener("hashchange", route);
addEventListener("keydown", (event) => {
  if (get("key").open) return;
  const typing = event.target.matches("input, textarea, select");
  if (event.key === "Escape") {
    if (drawn()) drawer(false);
    else chat.stop();
  }
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    location.hash = "#chat";
    route();
    get("said").focus();
  }
});
route();
chat.open();
if (document.activeElement === document.body) get("said").focus();
