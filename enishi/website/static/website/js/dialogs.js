// A link with data-dialog is a page; with script its main part opens above the present one.
async function openAsDialog(link, enhance) {
  const answer = await fetch(link.href, { redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const heading = page.querySelector("main h1");
  const form = page.querySelector("main form");
  if (!heading || !form) throw new Error("no question on the page");
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "asked");
  const title = document.createElement("h2");
  title.id = "asked";
  title.textContent = heading.textContent;
  const head = document.createElement("header");
  head.append(title);
  dialog.append(head, document.adoptNode(form));
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  document.body.append(dialog);
  enhance(dialog);
  dialog.showModal();
}

export function openDialogs(enhance) {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const opener = event.target.closest("[data-opens]");
    if (opener) return document.getElementById(opener.dataset.opens)?.showModal();
    const close = event.target.closest("dialog [data-close]");
    if (close) return event.preventDefault(), close.closest("dialog").close();
    const link = event.target.closest("a[data-dialog]");
    if (!link) return;
    event.preventDefault();
    openAsDialog(link, enhance).catch(() => location.assign(link.href));
  });
}
