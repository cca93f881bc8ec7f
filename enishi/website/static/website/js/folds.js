// A fold opens with the choice that needs it; the fold of a new registration takes over what was searched for.
import { readDate } from "./wareki.js";

function fieldFor(words) {
  if (/^[+\d][\d\s()-]{8,}$/.test(words)) return "phone";
  if (readDate(words)) return "birth";
  return /^[\p{scx=Katakana}\p{scx=Hiragana}\s]+$/u.test(words) ? "kana" : "name";
}

function carry(fold, form) {
  const words = form.elements[fold.dataset.carries]?.value.trim();
  const [name, kana, ...others] = ["name", "kana", "birth", "phone"].map((part) => form.elements[`new-${part}`]);
  if (!fold.open || [name, kana, ...others].some((field) => field.value)) return;
  const field = words && form.elements[`new-${fieldFor(words.normalize("NFKC"))}`];
  if (field) {
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  (field === name ? kana : name).focus();
}

export function openFolds(root) {
  for (const fold of root.querySelectorAll("details[data-opened-by], details[data-carries]")) {
    const form = fold.closest("form");
    if (fold.dataset.carries) {
      fold.addEventListener("toggle", () => carry(fold, form));
      continue;
    }
    const [name, value] = fold.dataset.openedBy.split("=");
    form.addEventListener("change", ({ target }) => {
      if (target.name === name && target.value === value) fold.open = true;
    });
  }
}
