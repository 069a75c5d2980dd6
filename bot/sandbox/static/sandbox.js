// The page: keeps one live stream open, hands what it tells to the phones, drives the clock.
import { Phone } from "./phone.js";
import { day, hour, post } from "./words.js";

const find = (id) => document.getElementById(id);
const phones = new Map();
let clock = { now_ms: 0, speed: 1, paused: true, driven: false, can_seek: false };
let heardAt = 0;
let stream = null;
let chosen = location.hash.length > 1 ? decodeURIComponent(location.hash.slice(1)).split(",") : null;

// --- live ---

function open() {
  stream?.close();
  const query = chosen === null ? "" : `?phones=${encodeURIComponent(chosen.join(","))}`;
  stream = new EventSource(`events${query}`);
  const current = stream;
  const hear = (name, tell) => current.addEventListener(name, (event) => tell(JSON.parse(event.data)));
  hear("picture", (data) => { pulse(data); draw(data.phones); });
  hear("change", (data) => phones.get(data.person.user_id)?.change(data));
  hear("pulse", pulse);
  current.onopen = () => tellLink(true);
  current.onerror = () => {
    tellLink(false);
    if (current.readyState === EventSource.CLOSED && current === stream) setTimeout(open, 2000);
  };
}

function tellLink(up) {
  find("link").textContent = up ? "Trực tuyến" : "Mất kết nối, đang nối lại…";
  find("link").classList.toggle("down", !up);
}

function draw(views) {
  const wanted = new Set(views.map((view) => view.person.user_id));
  for (const [id, phone] of phones) {
    if (!wanted.has(id)) { phone.element.remove(); phones.delete(id); }
  }
  for (const view of views) {
    const id = view.person.user_id;
    if (phones.has(id)) phones.get(id).show(view);
    else {
      phones.set(id, new Phone(view, { say, remove }));
      find("phones").append(phones.get(id).element);
    }
  }
  find("empty").hidden = views.length > 0;
  tick();
}

// --- clock ---

function pulse(data) {
  clock = data.clock;
  heardAt = performance.now();
  find("pause").hidden = find("speeds").hidden = !clock.driven;
  find("next").hidden = !clock.driven || !clock.can_seek;
  find("pause").textContent = clock.paused ? "Chạy tiếp" : "Tạm dừng";
  for (const radio of find("speeds").querySelectorAll("input")) radio.checked = Number(radio.value) === clock.speed;
  find("actors").setAttribute("aria-checked", String(data.actors));
  tick();
}

function now() {
  return clock.now_ms + (clock.paused ? 0 : (performance.now() - heardAt) * clock.speed);
}

function tick() {
  if (!clock.now_ms) return;
  const instant = now();
  if (find("hour").textContent !== hour(instant)) find("hour").textContent = hour(instant);
  if (find("day").textContent !== day(instant)) find("day").textContent = day(instant);
  for (const phone of phones.values()) phone.tick(instant);
}

async function order(address, data) {
  try {
    const told = await post(address, data);
    pulse(told);
    if (told.said) say(told.said);
  } catch (error) {
    say(`Không thực hiện được. ${error.message}`);
  }
}

find("pause").addEventListener("click", () => order("clock", { action: clock.paused ? "resume" : "pause" }));
find("next").addEventListener("click", () => order("clock", { action: "next" }));
find("speeds").addEventListener("change", (event) => order("clock", { action: "speed", speed: Number(event.target.value) }));
find("more").addEventListener("click", () => {
  const open = find("tools").classList.toggle("open");
  find("more").setAttribute("aria-expanded", String(open));
  if (open) scrollTo({ top: 0 });
});
find("actors").addEventListener("click", (event) => {
  const on = event.currentTarget.getAttribute("aria-checked") !== "true";
  order("actors", { on });
});

// --- which phones ---

function choose(ids) {
  chosen = ids;
  history.replaceState(null, "", `#${encodeURIComponent(ids.join(","))}`);
  open();
}

function remove(id) {
  choose([...phones.keys()].filter((other) => other !== id));
}

function add(person) {
  find("query").value = "";
  find("found").hidden = true;
  const id = person.user_id;
  if (!phones.has(id)) choose([...phones.keys(), id]);
  waitFor(id);
}

function waitFor(id, tries = 20) {
  const phone = phones.get(id);
  if (!phone) {
    if (tries) setTimeout(() => waitFor(id, tries - 1), 100);
    return;
  }
  phone.element.scrollIntoView({ behavior: "smooth", block: "nearest" });
  phone.element.querySelector(phone.person.zalo ? ".say input" : ".chat").focus({ preventScroll: true });
}

let asked = 0;
async function search() {
  const words = find("query").value.trim();
  const turn = ++asked;
  if (!words) { find("found").hidden = true; return; }
  const answer = await fetch(`people?q=${encodeURIComponent(words)}`).then((got) => got.json()).catch(() => null);
  if (!answer || turn !== asked) return;
  const rows = answer.people.map((person) => {
    const row = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    const name = document.createElement("strong");
    name.textContent = person.name;
    const unit = document.createElement("span");
    unit.textContent = phones.has(person.user_id) ? `${person.subtitle} (đang mở)` : person.subtitle;
    button.append(name, unit);
    button.addEventListener("click", () => add(person));
    row.append(button);
    return row;
  });
  if (!rows.length) {
    const none = document.createElement("li");
    none.className = "none";
    none.textContent = "Không tìm thấy người nào.";
    rows.push(none);
  }
  find("found").replaceChildren(...rows);
  find("found").hidden = false;
}

let pause;
find("query").addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(search, 150); });
find("search").addEventListener("submit", (event) => {
  event.preventDefault();
  find("found").querySelector("button")?.click();
});
find("search").addEventListener("keydown", (event) => {
  if (event.key === "Escape") find("found").hidden = true;
});
find("search").addEventListener("focusout", (event) => {
  if (!find("search").contains(event.relatedTarget)) find("found").hidden = true;
});

// --- small words ---

let fading;
function say(words) {
  find("toast").textContent = words;
  find("toast").classList.add("up");
  clearTimeout(fading);
  fading = setTimeout(() => find("toast").classList.remove("up"), 4000);
}

setInterval(tick, 200);
open();
