import { listenToKeys } from "./keyboard.js";
import { keepDrafts } from "./drafts.js";
import { blankWhenIdle } from "./idle.js";
import { guardSubmissions } from "./submitting.js";
import { openDialogs } from "./dialogs.js";
import { enhanceIssueTicks } from "./issue-ticks.js";
import { echoDates } from "./wareki.js";
import { offerPrinting } from "./printing.js";
import { openFolds } from "./folds.js";

function enhance(root) {
  keepDrafts(root);
  enhanceIssueTicks(root);
  echoDates(root);
  offerPrinting(root);
  openFolds(root);
  for (const opener of root.querySelectorAll("[data-opens]")) opener.hidden = false;
}

listenToKeys();
guardSubmissions();
openDialogs(enhance);
blankWhenIdle();
enhance(document);
document.querySelector("[data-focus]")?.focus();
for (const here of document.querySelectorAll(":is(.side, .tabs) [aria-current]")) here.closest("ul").scrollLeft = here.offsetLeft - innerWidth / 3;
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));

// htmx keeps the last address, with a searched name in it, in the tab's store even with its history switched off.
for (const kind of ["load", "pagehide"]) addEventListener(kind, () => sessionStorage.removeItem("htmx-current-path-for-history"));
