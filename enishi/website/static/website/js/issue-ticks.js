function enhanceOne(box) {
  const ticks = [...box.querySelectorAll(".tick input")];
  const worstOf = (tick) => tick.closest(".issue").querySelector(".worst input");
  const none = box.querySelector("[data-no-worst]");
  const count = box.querySelector("[data-issue-count]");
  const field = box.closest("fieldset");

  function say() {
    const ticked = ticks.filter((tick) => tick.checked);
    const worst = ticked.find((tick) => worstOf(tick).checked);
    const name = worst?.closest("label").textContent.trim();
    count.textContent = ticked.length ? `○ ${ticked.length}件${name ? `、◎ ${name}` : "、◎はまだありません"}` : "";
  }

  function changed() {
    box.dispatchEvent(new Event("input", { bubbles: true }));
    say();
  }

  function mark(tick) {
    const worst = worstOf(tick);
    if (worst.checked) none.checked = true;
    else worst.checked = tick.checked = true;
    changed();
  }

  function move(tick, key) {
    const here = tick.getBoundingClientRect();
    const index = ticks.indexOf(tick);
    if (key === "ArrowRight") return ticks[index + 1];
    if (key === "ArrowLeft") return ticks[index - 1];
    const down = key === "ArrowDown";
    const order = down ? ticks.slice(index + 1) : ticks.slice(0, index).reverse();
    const rows = order.filter((other) => Math.abs(other.getBoundingClientRect().top - here.top) > 8);
    const row = rows.filter((other) => Math.abs(other.getBoundingClientRect().top - rows[0].getBoundingClientRect().top) < 8);
    const distance = (other) => Math.abs(other.getBoundingClientRect().left - here.left);
    return row.sort((one, two) => distance(one) - distance(two))[0];
  }

  box.addEventListener("change", ({ target }) => {
    if (target.matches(".tick input") && !target.checked && worstOf(target).checked) none.checked = true;
    if (target.matches(".worst input") && target.checked) target.closest(".issue").querySelector(".tick input").checked = true;
    say();
  });
  box.addEventListener("keydown", (event) => {
    if (!event.target.matches(".tick input")) return;
    if (event.key === " " && event.shiftKey) event.preventDefault(), mark(event.target);
    else if (event.key.startsWith("Arrow")) event.preventDefault(), move(event.target, event.key)?.focus();
  });
  const keys = field?.querySelector("[data-issue-keys]");
  if (keys && matchMedia("(pointer: fine)").matches) keys.hidden = false;
  say();
}

export function enhanceIssueTicks(root) {
  for (const box of root.querySelectorAll("[data-issue-ticks]:not([data-ready])")) {
    box.dataset.ready = "yes";
    enhanceOne(box);
  }
}
