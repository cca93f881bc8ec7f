// What is typed lives on the server, never in the browser's stores: counters share their computers.
const WAIT = 2500;
const LONGEST = 10000;
const keepers = [];

// A new sign-in has new tokens. They are taken over when the same person came back, and nobody else.
async function renewTokens() {
  const answer = await fetch("/drafts/", { redirect: "manual" });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [name, token] = [".hat-name", "[name=csrfmiddlewaretoken]"];
  if (page.querySelector(name)?.textContent !== document.querySelector(name)?.textContent) return false;
  for (const one of document.querySelectorAll(token)) one.value = page.querySelector(token).value;
  return true;
}

class Keeper {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.draftUrl;
    this.sequence = Number(form.dataset.draftSequence ?? 0);
    this.state = form.querySelector("[data-draft-state]");
    this.kept = form.querySelector("[data-unsaved]") ? "" : this.written();
    this.failures = 0;
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => this.touched());
    form.addEventListener("submit", () => this.stop());
  }

  values() {
    const values = new FormData(this.form);
    for (const [name, value] of [...values]) if (value instanceof File) values.delete(name);
    return values;
  }

  written() {
    const values = this.values();
    for (const name of ["csrfmiddlewaretoken", "draft_sequence"]) values.delete(name);
    return new URLSearchParams(values).toString();
  }

  get unsaved() {
    return !this.stopped && this.written() !== this.kept;
  }

  touched() {
    this.stopped = false;
    if (!this.unsaved) return;
    this.since ??= Date.now();
    if (!this.failures) this.show("typing", "入力中…");
    clearTimeout(this.timer);
    const wait = Math.max(0, Math.min(WAIT, LONGEST - (Date.now() - this.since)));
    this.timer = setTimeout(() => this.save(), this.failures ? WAIT : wait);
  }

  body() {
    const values = this.values();
    values.set("draft_sequence", String(++this.sequence));
    return values;
  }

  send() {
    return fetch(this.url, {
      method: "POST", body: this.body(), redirect: "manual",
      headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(15000),
    });
  }

  // One after another: who waits for a save waits for what was typed last.
  save() {
    clearTimeout(this.timer);
    return (this.saving = Promise.resolve(this.saving).then(() => this.unsaved && this.attempt()));
  }

  async attempt() {
    const sent = this.written();
    try {
      let answer = await this.send();
      if (answer.status === 403 && await renewTokens()) answer = await this.send();
      if (!answer.ok) throw Object.assign(new Error(), { shut: [0, 401, 403, 404].includes(answer.status) });
      const { saved_at: savedAt, url } = await answer.json();
      this.kept = sent;
      this.since = undefined;
      this.failures = 0;
      if (url) this.url = this.form.dataset.draftUrl = url;
      this.savedAt = savedAt;
      this.show("saved", `下書き保存済み ${savedAt ?? ""}`);
    } catch (error) {
      this.failures += 1;
      this.show("failed", error.shut
        ? "サインインが切れたか所属が替わり、サーバーに保存できていません。この画面を閉じずに、別のタブで入り直してください。"
        : "サーバーに保存できていません。この画面を閉じないでください。つながり次第、自動で保存します。");
    } finally {
      if (this.unsaved) this.timer = setTimeout(() => this.save(), this.failures ? Math.min(30000, WAIT * 2 ** this.failures) : WAIT);
    }
  }

  saveLeaving() {
    if (!this.unsaved) return;
    const sent = this.written();
    if (sent !== this.beacon && navigator.sendBeacon(this.url, this.body())) this.beacon = sent;
  }

  stop() {
    clearTimeout(this.timer);
    this.stopped = true;
  }

  show(state, words) {
    if (!this.state) return;
    this.state.dataset.state = state;
    if (this.state.textContent !== words) this.state.textContent = words;
  }
}

export function saveAllDrafts() {
  return Promise.allSettled(keepers.map((keeper) => keeper.save()));
}

export function draftsWaiting() {
  return keepers.some((keeper) => keeper.unsaved);
}

export function draftAddress() {
  const kept = keepers.find((keeper) => keeper.savedAt && !keeper.form.closest("dialog"));
  return kept ? new URL(kept.url, location.href).pathname : "";
}

export function draftsSummary() {
  if (!keepers.length) return "";
  if (draftsWaiting()) return "入力中の内容をサーバーに保存できていません。この画面を閉じないでください。";
  const last = keepers.map((keeper) => keeper.savedAt).filter(Boolean).at(-1);
  return last ? `入力中の内容は下書きに保存しました（${last}）。サインインすると続きから書けます。` : "";
}

let listening = false;

function listen() {
  listening = true;
  const leave = () => keepers.forEach((keeper) => keeper.saveLeaving());
  const save = () => keepers.forEach((keeper) => keeper.save());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return leave();
    for (const keeper of keepers) keeper.beacon = undefined;
    save();
  });
  addEventListener("pagehide", leave);
  addEventListener("online", save);
  addEventListener("pageshow", ({ persisted }) => {
    for (const keeper of keepers) keeper.stopped = false;
    if (persisted) renewTokens();
  });
  addEventListener("beforeunload", (event) => {
    if (keepers.some((keeper) => keeper.unsaved && keeper.failures)) event.preventDefault();
  });
}

export function keepDrafts(root) {
  for (const form of root.querySelectorAll("form[data-draft-url]:not([data-draft-kept])")) {
    form.dataset.draftKept = "yes";
    keepers.push(new Keeper(form));
    if (!listening) listen();
  }
}
