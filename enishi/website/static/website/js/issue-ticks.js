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
    const index = ticks.indexOf(tick);
    if (key === "ArrowDown") return ticks[index + 1];
    if (key === "ArrowUp") return ticks[index - 1];
    const here = tick.getBoundingClientRect();
    const side = key === "ArrowRight" ? 1 : -1;
    const places = ticks.map((other) => ({ other, at: other.getBoundingClientRect() }));
    const beside = places.filter(({ at }) => (at.left - here.left) * side > 8);
    const far = ({ at }) => Math.abs(at.left - here.left) + 4 * Math.abs(at.top - here.top);
    return beside.sort((one, two) => far(one) - far(two))[0]?.other;
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
