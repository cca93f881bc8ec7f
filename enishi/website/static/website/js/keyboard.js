const WRITES = "input:not([type=checkbox],[type=radio],[type=button],[type=submit]), textarea, select, [contenteditable]";

export function isWriting(event) {
  return event.isComposing || event.keyCode === 229 || Boolean(event.target.closest?.(WRITES));
}

function follow(shortcut) {
  const target = document.querySelector(`[data-shortcut="${CSS.escape(shortcut)}"]`);
  if (!target) return false;
  if (target.matches("input")) target.select(), target.focus();
  else target.click();
  return true;
}

function moveInList(step) {
  const here = document.activeElement;
  const list = here?.closest("[data-rows]") ?? document.querySelector("main [data-rows]");
  if (!list) return false;
  const links = [...list.querySelectorAll(".row-link")];
  const index = links.findIndex((link) => link === here || link.closest("tr, li")?.contains(here));
  const next = links[index < 0 ? (step > 0 ? 0 : links.length - 1) : index + step];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

function onKey(event) {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && !event.isComposing) {
    const form = event.target.closest?.("form[method=post]");
    const button = form?.querySelector('[type=submit][data-kind="primary"]') ?? form?.querySelector("[type=submit]");
    if (button) event.preventDefault(), form.requestSubmit(button);
    return;
  }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isWriting(event)) return;
  if (document.querySelector("dialog[open]")) return;
  if (lettersAreOff() && !event.key.startsWith("Arrow")) return;
  const inside = (step) => !event.target.closest?.("input, summary, [role=tab], .issue-list") && event.target.closest?.("[data-rows]") && moveInList(step);
  const key = event.key?.normalize("NFKC");
  const actions = {
    "?": () => document.getElementById("keyboard-help")?.showModal() ?? true,
    j: () => moveInList(1),
    k: () => moveInList(-1),
    ArrowDown: () => inside(1),
    ArrowUp: () => inside(-1),
  };
  if ((actions[key] ?? follow)(key)) event.preventDefault();
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (event.type === "keydown" ? event.key === "Escape" : !menu.contains(event.target)) {
      menu.open = false;
      if (event.type === "keydown") menu.querySelector("summary").focus();
    }
  }
}

// WCAG 2.1.4: keys of one character can be switched off; the tab remembers it, and remembers nothing else.
function lettersAreOff() {
  return sessionStorage.getItem("letters") === "off";
}

function offerSwitch() {
  const choice = document.querySelector("[data-letters]");
  if (!choice) return;
  choice.closest("label").hidden = false;
  choice.checked = lettersAreOff();
  choice.addEventListener("change", () => choice.checked ? sessionStorage.setItem("letters", "off") : sessionStorage.removeItem("letters"));
}

export function listenToKeys() {
  offerSwitch();
  document.addEventListener("keydown", onKey);
  document.addEventListener("keydown", closeMenus);
  document.addEventListener("click", closeMenus);
}
