// Times and short sentences as they appear on the page. The civil time of Viet Nam is UTC+7 all year.
const OFFSET = 7 * 3600 * 1000;
const HOUR = 3600 * 1000;
const WEEKDAYS = ["Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];

const two = (number) => String(number).padStart(2, "0");
const civil = (ms) => new Date(ms + OFFSET);

export function hour(ms) {
  const at = civil(ms);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

export function date(ms) {
  const at = civil(ms);
  return `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`;
}

export function day(ms) {
  return `${WEEKDAYS[civil(ms).getUTCDay()]}, ${date(ms)}`;
}

function moment(ms) {
  return `${hour(ms)}, ${date(ms).slice(0, 5)}`;
}

// Whether and at what price the account may write to this person at this instant.
export function windowOf(person, now) {
  if (!person.zalo) return ["paid", person.online ? "Không có Zalo" : "Máy đang tắt"];
  if (person.barred) return ["closed", "Đã chặn tài khoản"];
  if (!person.online) return ["paid", "Máy đang tắt"];
  const last = person.last_interaction_ms;
  if (last === null) return ["closed", person.follows ? "Chưa tương tác" : "Không quan tâm tài khoản"];
  if (now <= last + 48 * HOUR) return ["free", `Nhắn miễn phí đến ${moment(last + 48 * HOUR)}`];
  if (now <= last + 168 * HOUR) return ["paid", `Nhắn có phí đến ${moment(last + 168 * HOUR)}`];
  return ["closed", "Quá 7 ngày không tương tác"];
}

export function receipt(message) {
  if (message.seen_ms !== null) return `✓✓ Đã xem ${hour(message.seen_ms)}`;
  if (message.delivered_ms !== null) return "✓ Đã nhận";
  return "Chưa nhận";
}

// The first letters of the first two words of the account's name make its picture.
export function initials(name) {
  return name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => word[0]).join("").toUpperCase();
}

export async function post(address, data) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(data),
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error || `HTTP ${answer.status}`);
  return told;
}
