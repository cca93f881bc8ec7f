{% autoescape off %}// Keeps one empty page and the files that it loads. Whatever else is asked for goes its usual way, untouched.
const NAME = "enishi-visits-{{ version }}";
const KEPT = [{% for one in kept %}"{{ one|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];

async function keep() {
  const cache = await caches.open(NAME);
  await cache.addAll(KEPT.map((one) => new Request(one, { cache: "reload", credentials: "omit" })));
  await skipWaiting();
}

async function begin() {
  for (const one of await caches.keys()) if (one.startsWith("enishi-visits-") && one !== NAME) await caches.delete(one);
  await clients.claim();
}

async function kept(request, path) {
  return (await (await caches.open(NAME)).match(path, { ignoreVary: true })) ?? fetch(request);
}

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(begin()));
addEventListener("fetch", (event) => {
  const { origin, pathname, search } = new URL(event.request.url);
  if (event.request.method === "GET" && origin === location.origin && !search && KEPT.includes(pathname)) event.respondWith(kept(event.request, pathname));
});
{% endautoescape %}
