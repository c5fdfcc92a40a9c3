// The dialog that asks for a key.
import { get, say } from "./dom.js";

// Returns the key that is typed in, "" where the dialog is left. `told` says what was wrong with the one before.
export function ask(told) {
  const [dialog, field] = [get("key"), get("key-field")];
  say(get("key-told"), told || "This gateway needs a key.");
  field.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  field.focus();
  return new Promise((given) => {
    dialog.addEventListener("close", () => {
      const typed = field.value.trim();
      field.value = "";
      given(dialog.returnValue === "given" ? typed : "");
    }, { once: true });
  });
}
