// Passkeys: the browser's key answers the server's challenge, and the answer is sent with an ordinary form.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function read(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) read[list] &&= read[list].map((one) => ({ ...one, id: bytes(one.id) }));
  return read;
}

function written(made) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = text(made.response[name]);
  }
  return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: made.getClientExtensionResults() });
}

async function answer(form) {
  const token = form.elements.csrfmiddlewaretoken.value;
  const asked = await fetch(form.dataset.passkey, { method: "POST", headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" } });
  const { publicKey } = await asked.json();
  const made = form.dataset.passkeyMakes ? await navigator.credentials.create({ publicKey: read(publicKey) }) : await navigator.credentials.get({ publicKey: read(publicKey) });
  form.elements.answer.value = written(made);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const words = form.querySelector("[data-passkey-words]");
    try {
      await answer(form);
      form.requestSubmit();
    } catch {
      form.elements.answer.value = "";
      words.textContent = "パスキーを使えませんでした。もう一度押すか、確認コードをお使いください。";
    }
  }, { capture: true });
}
