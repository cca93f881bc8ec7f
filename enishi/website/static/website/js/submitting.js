const QUIET = 8000;

function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll('[type="submit"][aria-busy]')) {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[data-again]")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  const button = event.submitter ?? form.querySelector('[type="submit"]');
  button?.setAttribute("aria-busy", "true");
  button?.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), QUIET);
}

// A form that Back shows again keeps its key; one opened anew has its own.
function keepKey() {
  const key = document.querySelector("[data-once] [name=submission]");
  if (!key) return;
  key.value = history.state?.key ?? key.value;
  history.replaceState({ key: key.value }, "");
}

export function guardSubmissions() {
  keepKey();
  document.addEventListener("submit", onSubmit);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form");
    if (form) release(form);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
}
