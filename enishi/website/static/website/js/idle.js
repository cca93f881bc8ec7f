import { draftAddress, draftsSummary, draftsWaiting, saveAllDrafts } from "./drafts.js";

export function blankWhenIdle() {
  const minutes = Number(document.body.dataset.idleMinutes);
  const cover = document.getElementById("blank");
  if (!minutes || !cover?.querySelector("form")) return;
  let last = Date.now();
  const title = document.title, tabs = new BroadcastChannel("tabs");
  tabs.onmessage = () => { last = Date.now(); };

  async function blank(form) {
    document.documentElement.dataset.blank = "yes";
    document.title = "画面を閉じました｜Enishi";
    for (const open of document.querySelectorAll("dialog[open]")) open.close();
    if (!cover.open) cover.showModal();
    cover.querySelector("[data-reentry]").focus();
    await keep(form);
  }

  async function keep({ elements: { next } }) {
    await saveAllDrafts();
    cover.querySelector("[data-blank-draft]").textContent = draftsSummary();
    if (next) next.value = draftAddress() || next.value;
  }

  // Before leaving: what was typed goes first.
  addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-leaves]")) return;
    event.preventDefault();
    await (form.elements.next ? blank : keep)(form);
    form.submit();
  }, true);

  async function idle() {
    const form = cover.querySelector("form");
    form.elements.next.value = location.pathname + location.search;
    await blank(form);
    if (!draftsWaiting()) await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => {});
  }

  function look() {
    if (!cover.open && Date.now() - last >= minutes * 60000) idle();
  }

  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
    addEventListener(kind, () => { if (!cover.open) tabs.postMessage(last = Date.now()); }, { passive: true, capture: true });
  }
  cover.addEventListener("cancel", (event) => event.preventDefault());
  cover.addEventListener("close", () => { if (document.documentElement.dataset.blank) cover.showModal(); });
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", (event) => {
    if (event.persisted) look();
    else document.title = title;
  });
  setInterval(look, Math.min(15000, minutes * 15000));
}
