// Only an echo while typing: what counts is what the server reads.
const ERAS = [
  ["令和", "R", [2019, 5, 1]], ["平成", "H", [1989, 1, 8]], ["昭和", "S", [1926, 12, 25]],
  ["大正", "T", [1912, 7, 30]], ["明治", "M", [1868, 10, 23]],
];

function dayNumber(year, month, day) {
  return year * 10000 + month * 100 + day;
}

function real(year, month, day) {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

export function readDate(words) {
  const text = words.normalize("NFKC").replace(/\s/g, "").replace("元年", "1年").toUpperCase();
  let match = text.match(/^(令和|平成|昭和|大正|明治|[RHSTM])(\d{1,2})(?:年|[.\/-])(\d{1,2})(?:月|[.\/-])(\d{1,2})日?$/)
    ?? text.match(/^(令和|平成|昭和|大正|明治|[RHSTM])(\d{2})(\d{2})(\d{2})$/);
  let year, month, day;
  if (match) {
    const era = ERAS.find(([name, letter]) => name === match[1] || letter === match[1]);
    [year, month, day] = [era[2][0] + Number(match[2]) - 1, Number(match[3]), Number(match[4])];
    const later = ERAS[ERAS.indexOf(era) - 1];
    const number = dayNumber(year, month, day);
    if (number < dayNumber(...era[2]) || (later && number >= dayNumber(...later[2]))) return { doubt: `${era[0]}にない日付です` };
  } else {
    match = text.match(/^(\d{4})(?:年|[.\/-])(\d{1,2})(?:月|[.\/-])(\d{1,2})日?$/) ?? text.match(/^(\d{4})(\d{2})(\d{2})$/);
    if (!match) return null;
    [year, month, day] = match.slice(1).map(Number);
  }
  return real(year, month, day) ? { year, month, day } : { doubt: "暦にない日付です" };
}

export function writeDate({ year, month, day }, withAge = false, today = new Date()) {
  const era = ERAS.find(([, , start]) => dayNumber(year, month, day) >= dayNumber(...start));
  const number = era ? year - era[2][0] + 1 : 0;
  const wareki = era ? `${era[0]}${number === 1 ? "元" : number}年` : "";
  const age = today.getFullYear() - year - (dayNumber(0, today.getMonth() + 1, today.getDate()) < dayNumber(0, month, day) ? 1 : 0);
  return `${year}年${month}月${day}日${wareki ? `（${wareki}）` : ""}${withAge && age >= 0 && age < 130 ? `・${age}歳` : ""}`;
}

export function echoDates(root) {
  for (const echo of root.querySelectorAll("[data-echo-for]:not([data-ready])")) {
    const input = document.getElementById(echo.dataset.echoFor);
    if (!input) continue;
    echo.dataset.ready = "yes";
    const said = echo.textContent;
    const say = () => {
      const date = readDate(input.value);
      echo.toggleAttribute("data-doubt", !date || Boolean(date.doubt));
      echo.textContent = !input.value ? "" : date?.doubt ?? (date ? writeDate(date, "age" in echo.dataset) : said || "まだ日付として読めません");
    };
    input.addEventListener("input", say);
    if (input.value && !said.trim()) say();
  }
}
