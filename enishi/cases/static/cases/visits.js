// Notes typed where there is no network: sealed to the city's key every few seconds, kept as ciphertext alone, never read back.
// rules/visits.py opens what is sealed here; docs/adr/0033 says why so.
const FORMAT = "enishi visit 1";
const SNAPSHOT = 2000, IDLE = 600000, PADDED_TO = 1024;
const root = document.querySelector("[data-visits]");
const { status: STATUS, receive: RECEIVE, worker: WORKER } = root.dataset;
const part = (name) => root.querySelector(`[data-${name}]`);
const form = part("note");
const bytes = (text) => new TextEncoder().encode(text);
const joined = (...parts) => new Uint8Array(parts.flatMap((one) => [...one]));
const text = (content) => btoa(content.reduce((all, one) => all + String.fromCharCode(one), ""));
const clock = (at) => new Date(at).toLocaleString("ja-JP", { month: "numeric", day: "numeric", hour: "numeric", minute: "2-digit" });

let base;
function kept(name, mode, work) {
  base ??= new Promise((done, failed) => {
    const asked = indexedDB.open("enishi-visits", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("notes", { keyPath: "id" });
      asked.result.createObjectStore("device");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return base.then((open) => new Promise((done, failed) => {
    const turn = open.transaction(name, mode, { durability: "strict" });
    const asked = work(turn.objectStore(name));
    turn.oncomplete = () => done(asked.result);
    turn.onabort = () => failed(turn.error);
  }));
}
const notes = async () => (await kept("notes", "readonly", (store) => store.getAll())).sort((one, other) => one.number - other.number);
const device = () => kept("device", "readonly", (store) => store.get("this"));
const counted = () => kept("device", "readwrite", (store) => {
  const asked = store.get("number");
  asked.onsuccess = () => store.put((asked.result ?? 0) + 1, "number");
  return asked;
});
// Only what was sent is forgotten: a later snapshot of the same note stays.
const forget = (note) => kept("notes", "readwrite", (store) => {
  const asked = store.get(note.id);
  asked.onsuccess = () => asked.result?.sequence === note.sequence && store.delete(note.id);
  return asked;
});

async function sealed({ key, point, desk }, id, sequence, words) {
  const { subtle } = crypto;
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const plain = bytes(JSON.stringify(words));
  const padded = new Uint8Array(Math.ceil(plain.length / PADDED_TO) * PADDED_TO).fill(32);
  padded.set(plain);
  const pair = await subtle.generateKey(curve, false, ["deriveBits"]);
  const own = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  const city = await subtle.importKey("raw", point, curve, false, []);
  const secret = await subtle.importKey("raw", await subtle.deriveBits({ name: "ECDH", public: city }, pair.privateKey, 256), "HKDF", false, ["deriveKey"]);
  const made = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: joined(bytes(FORMAT), own, point) };
  const cipher = await subtle.deriveKey(made, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = bytes([FORMAT, key, id, sequence, desk].join("\n"));
  return joined(own, iv, new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv, additionalData }, cipher, padded)));
}

// The note that is being written. While it is, its lock says so to the other tabs of this browser.
let note, changed, touched;
function begin() {
  note?.release();
  const id = crypto.randomUUID();
  note = { id, sequence: 0, number: 0 };
  changed = false;
  form.reset();
  part("kept").textContent = "";
  const held = new Promise((release) => { note.release = release; });
  navigator.locks.request(id, () => held);
}

function typed({ target }) {
  const { happened } = form.elements, now = new Date();
  if (!touched && target !== happened) happened.value = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  changed = true;
  touched = now;
}

async function snapshot(finished) {
  changed = false;
  const told = Object.fromEntries(new FormData(form)), { id } = note;
  try {
    if (![told.text, told.whom, told.next_step].some((one) => one.trim())) return void await kept("notes", "readwrite", (store) => store.delete(id));
    const to = await device(), at = Date.now();
    note.number ||= (await counted() ?? 0) + 1;
    const { number } = note, sequence = ++note.sequence;
    const content = await sealed(to, id, sequence, { ...told, number, finished, written: new Date(at).toISOString() });
    await kept("notes", "readwrite", (store) => store.put({ id, sequence, number, finished, at, key: to.key, desk: to.desk, sealed: content }));
    part("kept").textContent = `書きかけを封じて残しました ${clock(at)}`;
    return number;
  } catch (error) {
    changed = true;
    part("kept").textContent = "この端末に残せませんでした。画面を閉じず、紙に控えてください。";
    throw error;
  }
}

let turn = Promise.resolve();
const inTurn = (work) => (turn = turn.then(work).catch(console.warn));
const save = () => inTurn(() => changed && snapshot(false));
const seal = (finished, words) => inTurn(async () => {
  const number = await snapshot(finished);
  touched = undefined;
  begin();
  if (!number) return;
  await draw(`${number}番${words}`);
  part("said").focus();
  if (navigator.onLine) send(false);
});

// What the city could not open would wait here for good.
const unreadable = new Set();
function discarder(one) {
  const button = document.createElement("button"), name = `${one.number}番`;
  button.className = "button";
  button.textContent = `${name}を捨てる`;
  button.onclick = async () => confirm(`${name}を捨てますか。先にシステム管理者に知らせてください。元に戻せません。`) && draw(`${name}を捨てました。`, await forget(one));
  return button;
}

async function draw(said) {
  const to = await device(), found = (await notes()).filter((one) => one.id !== note?.id);
  part("prepared").textContent = to ? `準備ができています（${clock(to.at)}）。ネットがなくても、この画面を開けます。` : "まだ準備していません。ネットにつながり、サインインしているときに押してください。";
  part("prepare").hidden = Boolean(to);
  part("leave").hidden = !to || found.length > 0;
  part("waiting").hidden = !to && !found.length && part("sign-in").hidden;
  part("send").hidden = !found.length;
  part("count").textContent = found.length;
  part("list").hidden = !found.length;
  part("list").replaceChildren(...found.map((one) => {
    const line = document.createElement("li");
    line.textContent = `${one.number}番　${clock(one.at)}${one.finished ? "" : "　書きかけ"}`;
    if (unreadable.has(one.id)) line.append(" ", discarder(one));
    return line;
  }));
  if (said) part("said").textContent = said;
  if (form.hidden && to) begin();
  form.hidden = !to;
}

async function asked() {
  const answer = await fetch(STATUS, { headers: { "X-Requested-With": "fetch" }, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(15000) });
  part("sign-in").hidden = answer.status !== 401;
  if (!answer.ok) throw answer.status;
  return answer.json();
}
const why = (error) => error === 401 ? "サインインが要ります。" : error === 403 ? "この所属・役割では使えません。所属・役割を替えてください。" : "つながりません。つながる所で、もう一度押してください。";

const remember = ({ key, point, desk }, at) => kept("device", "readwrite", (store) => store.put({ key, desk, at, point: Uint8Array.from(atob(point), (one) => one.charCodeAt(0)) }, "this"));

async function prepare() {
  part("prepared").textContent = "準備しています…";
  try {
    const told = await asked();
    await navigator.serviceWorker.register(WORKER);
    await Promise.race([navigator.serviceWorker.ready, new Promise((_, failed) => setTimeout(failed, 30000))]); // an installation that failed is never ready
    if (touched) await seal(false, "は、書きかけのまま閉じました。");
    await remember(told, Date.now());
    const lasting = await navigator.storage?.persist?.();
    const late = Math.abs(Math.round((Date.now() - new Date(told.now)) / 60000));
    await draw((late > 3 ? `端末の時計が${late}分ずれています。` : "") + (lasting ? "準備ができました。" : "準備ができました。端末の空きが少なくなると、ブラウザーが消すことがあります。その日のうちに送ってください。"));
    part("said").focus();
  } catch (error) {
    await draw(why(error));
    part("waiting").hidden = false;
  }
}

// A device that is given back: nothing waits on it, and nothing of it stays.
async function leave() {
  for (const one of await navigator.serviceWorker.getRegistrations()) if (one.scope.endsWith(location.pathname)) await one.unregister();
  for (const one of await caches.keys()) if (one.startsWith("enishi-visits-")) await caches.delete(one);
  await kept("device", "readwrite", (store) => store.clear());
  location.reload();
}

async function deliver(one, token, again) {
  const { id, sequence, key, desk } = one;
  const answer = await fetch(RECEIVE, {
    method: "POST", redirect: "manual", signal: AbortSignal.timeout(30000),
    headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" },
    body: new URLSearchParams({ id, sequence, key, desk, sealed: text(one.sealed) }),
  });
  if (answer.ok && (await answer.json()).received) return void await forget(one);
  if (answer.status === 403 && !again) return deliver(one, (await asked()).token, true); // another tab made a new token
  if (answer.status !== 409 && answer.status !== 422) throw answer.status;
  if (answer.status === 422) unreadable.add(id);
  return (await answer.json().catch(() => ({}))).says ?? "受け取られませんでした。システム管理者に知らせてください。";
}

async function sendAll(loud) {
  const refused = new Set();
  let sent = 0, wrong, foreign;
  if (loud) part("said").textContent = "送っています…";
  try {
    const told = await asked(), to = await device();
    if (to?.desk === told.desk) await remember(told, to.at);
    const written = new Set((await navigator.locks.query()).held.map((one) => one.name));
    for (const one of (await notes()).filter((each) => !written.has(each.id))) {
      const says = await deliver(one, told.token);
      if (says) refused.add(`${one.number}番：${says}`);
      else sent += 1;
    }
    foreign = to && to.desk !== told.desk;
    if (foreign) wrong = "この端末は、別の職員か別の所属・役割で準備されています。自分で使うときは、先に準備し直してください。";
  } catch (error) {
    if (loud || error === 401) wrong = `${why(error)}記録はこの端末に残っています。`;
  }
  await draw([sent ? `${sent}件を送りました。机の画面でケースに記録してください。` : "", ...refused, wrong].filter(Boolean).join(" ") || (loud && "送るものはありません。"));
  if (foreign) part("prepare").hidden = false;
}
let sending;
const send = (loud) => (sending ??= sendAll(loud).catch(console.warn).finally(() => { sending = undefined; }));

function begun() {
  part("ready").hidden = false;
  form.addEventListener("input", typed);
  form.addEventListener("submit", (event) => { event.preventDefault(); seal(true, "に封をしました。"); });
  setInterval(() => {
    if (touched && Date.now() - touched > IDLE) seal(false, "は、しばらく使わなかったので、書きかけのまま閉じました。");
    else save();
  }, SNAPSHOT);
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("online", () => send(false));
  part("prepare").addEventListener("click", prepare);
  part("leave").addEventListener("click", leave);
  part("send").addEventListener("click", () => send(true));
  draw().then(() => send(false), () => { part("insecure").hidden = false; });
}

part("without").hidden = true;
if (isSecureContext && navigator.serviceWorker && navigator.locks && crypto.subtle && AbortSignal.timeout) begun();
else part("insecure").hidden = false;
