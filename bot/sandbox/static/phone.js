// One phone on the screen: the person above, the chat with the account below.
import { date, day, hour, initials, post, receipt, windowOf } from "./words.js";

const NEAR = 90;
const KEPT = 200;

export class Phone {
  constructor(view, { say, remove }) {
    this.element = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.chat = this.element.querySelector(".chat");
    this.say = say;
    this.person = view.person;
    this.wire(remove);
    this.watchScrolling();
    this.show(view);
  }

  wire(remove) {
    const { element } = this;
    element.querySelector(".remove").addEventListener("click", () => remove(this.person.user_id));
    element.querySelector(".say").addEventListener("submit", (event) => this.send(event));
    this.device = element.querySelector(".device");
    this.device.addEventListener("pointerdown", () => this.look());
    this.device.addEventListener("focusin", () => this.look());
    this.menu = element.querySelector(".menu");
    this.menu.addEventListener("click", (event) => this.choose(event));
    this.menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.menu.open = false;
    });
    this.menu.addEventListener("focusout", (event) => {
      if (!this.menu.contains(event.relatedTarget)) this.menu.open = false;
    });
  }

  // --- what the server tells ---

  show({ person, messages }) {
    const place = this.following === false ? this.chat.scrollTop : null;
    this.chat.replaceChildren();
    for (const message of messages) this.append(message);
    this.update(person);
    if (place === null) requestAnimationFrame(() => this.toEnd());
    else this.chat.scrollTop = place;
  }

  change({ person, message, fresh }) {
    if (message) {
      const old = this.node(message.id);
      if (old) this.remark(old, message);
      else if (fresh) this.arrive(message);
    }
    this.update(person);
    if (this.device.contains(document.activeElement)) this.look();
  }

  update(person) {
    this.person = person;
    const set = (selector, text) => { this.element.querySelector(selector).textContent = text; };
    set(".name", person.name);
    set(".subtitle", person.subtitle);
    set(".hint", person.hint);
    set(".oa-name", person.zalo ? person.oa_name : "Tin nhắn SMS");
    set(".oa-kind", person.zalo ? "Tài khoản chính thức" : "Máy này không dùng Zalo");
    set(".avatar", person.zalo ? initials(person.oa_name) : "SMS");
    set(".persona", person.persona ? `Mô phỏng: ${person.persona}` : "");
    set("[data-act=follow]", person.follows ? "Bỏ quan tâm tài khoản" : "Quan tâm tài khoản");
    set("[data-act=block]", person.barred ? "Bỏ chặn tài khoản" : "Chặn tài khoản");
    set("[data-act=power]", person.online ? "Tắt máy" : "Bật máy");
    const badge = this.element.querySelector(".badge");
    badge.hidden = person.unseen === 0;
    badge.replaceChildren(String(person.unseen), make("span", "unseen", " tin chưa xem"));
    badge.title = `${person.unseen} tin chưa xem`;
    this.element.querySelector(".remove").setAttribute("aria-label", `Bỏ máy của ${person.name} khỏi màn hình`);
    this.element.setAttribute("aria-label", `Máy của ${person.name}`);
    this.chat.setAttribute("aria-label", `Tin nhắn trên máy của ${person.name}`);
    this.element.querySelector(".say input").setAttribute("aria-label", `Nhập tin nhắn thay ${person.name}`);
    this.element.classList.toggle("off", !person.online);
    this.element.classList.toggle("no-zalo", !person.zalo);
    for (const part of [".say", "[data-act=follow]", "[data-act=block]"]) this.element.querySelector(part).hidden = !person.zalo;
  }

  tick(now) {
    const [kind, words] = windowOf(this.person, now);
    const place = this.element.querySelector(".window");
    if (place.textContent !== words) place.textContent = words;
    place.dataset.kind = kind;
  }

  // --- the chat ---

  node(id) {
    return this.chat.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  arrive(message) {
    this.append(message).classList.add("fresh");
    while (this.chat.childElementCount > KEPT) this.chat.firstElementChild.remove();
    if (this.following || !message.from_oa) this.toEnd("smooth");
  }

  append(message) {
    const last = this.chat.lastElementChild;
    if (!last || last.dataset.day !== date(message.at_ms)) {
      const line = make("p", "day", day(message.at_ms));
      line.dataset.day = date(message.at_ms);
      this.chat.append(line);
    }
    const node = this.draw(message);
    this.chat.append(node);
    return node;
  }

  draw(message) {
    const node = make("div", message.from_oa ? "message from-oa" : "message from-person");
    node.dataset.id = message.id;
    node.dataset.day = date(message.at_ms);
    const bubble = make("div", "bubble");
    if (message.kind === "sms") {
      node.classList.add("sms");
      bubble.append(label("SMS", message.sender));
    }
    if (message.card) {
      node.classList.add("card");
      bubble.append(label("Tin theo mẫu", "Zalo"), card(message.card));
    } else bubble.append(make("p", "text", message.text));
    const foot = make("p", "foot", hour(message.at_ms));
    if (message.from_oa) foot.append(make("span", "receipt"));
    bubble.append(foot);
    if (message.buttons.length) bubble.append(this.rows(message));
    node.append(bubble, make("p", "chosen"));
    this.mark(node, message);
    return node;
  }

  // What changes later is changed in place: a button that a finger rests on must not be swapped for another.
  mark(node, message) {
    const told = node.querySelector(".receipt");
    if (told) told.textContent = receipt(message);
    message.buttons.forEach(({ title }, place) => {
      node.querySelectorAll(".row")[place].classList.toggle("picked", message.chosen.includes(title));
    });
    const chosen = node.querySelector(".chosen");
    chosen.hidden = message.chosen.length === 0;
    chosen.textContent = chosen.hidden ? "" : `đã chọn: ${message.chosen.at(-1)}`;
  }

  remark(node, message) {
    const before = this.chat.scrollHeight;
    this.mark(node, message);
    if (this.following && this.chat.scrollHeight !== before) this.toEnd("smooth");
  }

  rows(message) {
    const rows = make("div", "rows");
    message.buttons.forEach((button, place) => {
      const row = make("button", "row", button.title);
      row.type = "button";
      if (button.type === "oa.open.url") row.append(make("span", "unseen", " (mở trang ngoài)"));
      row.addEventListener("click", () => this.tap(message, place));
      rows.append(row);
    });
    return rows;
  }

  // The chat follows new messages until a hand scrolls away from the end.
  watchScrolling() {
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      this.chat.addEventListener(kind, () => { this.byHand = true; }, { passive: true });
    }
    this.chat.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = this.chat;
      if (scrollHeight - scrollTop - clientHeight < NEAR) this.following = true;
      else if (this.byHand) this.following = false;
    });
  }

  toEnd(behavior = "auto") {
    this.byHand = false;
    this.following = true;
    this.chat.scrollTo({ top: this.chat.scrollHeight, behavior });
  }

  // --- what the person does ---

  async act(action, data = {}) {
    try {
      await post(`phones/${encodeURIComponent(this.person.user_id)}/${action}`, data);
      return true;
    } catch (error) {
      this.say(`Không thực hiện được. ${error.message}`);
      return false;
    }
  }

  look() {
    if (this.person.unseen > 0 && this.person.online) this.act("seen");
  }

  async tap(message, place) {
    const button = message.buttons[place];
    if (button.type === "zbs.link") this.say("Máy sẽ mở trang hoặc hộp thư mà nút này dẫn tới.");
    if (button.type === "oa.open.url") window.open(button.hint, "_blank", "noopener");
    if (button.type === "oa.open.phone") this.say(`Máy sẽ gọi số ${button.hint}.`);
    if (button.type === "oa.open.sms") this.say(`Máy sẽ soạn tin SMS gửi ${button.hint}.`);
    this.byHand = false; // who answers wants to see what is said to it
    this.following = true;
    await this.act("tap", { message_id: message.id, place });
  }

  async send(event) {
    event.preventDefault();
    const field = event.target.querySelector("input");
    const text = field.value.normalize("NFC").trim();
    if (text && (await this.act("text", { text }))) field.value = "";
    field.focus();
  }

  choose(event) {
    const action = event.target.dataset.act;
    if (!action) return;
    const { follows, barred, online } = this.person;
    const names = {
      follow: follows ? "unfollow" : "follow",
      block: barred ? "unblock" : "block",
      power: online ? "off" : "on",
    };
    this.menu.open = false;
    this.act(names[action]);
  }
}

// What kind of message this is and where it comes from, above its text.
function label(kind, sender) {
  const line = make("p", "label");
  line.append(make("span", "tag", kind), make("strong", "sender", sender));
  return line;
}

function card({ title, paragraphs, rows }) {
  const all = make("div", "template");
  all.append(make("h3", "title", title));
  for (const words of paragraphs) all.append(make("p", "text", words));
  const table = make("dl", "table");
  for (const [name, value] of rows) table.append(make("dt", "", name), make("dd", "", value));
  all.append(table);
  return all;
}

function make(tag, name, text = "") {
  const node = document.createElement(tag);
  node.className = name;
  node.textContent = text;
  return node;
}
