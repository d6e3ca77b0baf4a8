"use strict";
// The operator's page. Whatever comes from the API is written with textContent, never as markup.

let token = sessionStorage.getItem("token") || "";
let lastData = null, timer = 0;
const REFRESH = 5000; // milliseconds

const api = (method, path, body) => call(method, path, body, token).catch((problem) => {
  if (problem.status === 401) leave();
  throw problem;
});

function cell(content, kind) {
  const td = document.createElement("td");
  if (kind) td.className = kind;
  td.append(...[content].flat());
  return td;
}

function text(tag, words, kind) {
  const node = document.createElement(tag);
  node.textContent = words;
  if (kind) node.className = kind;
  return node;
}

function fillRows(body, rows, empty) {
  if (rows.length > 0) return body.replaceChildren(...rows);
  const td = cell(say(empty), "empty");
  td.colSpan = 9;
  const tr = document.createElement("tr");
  tr.append(td);
  body.replaceChildren(tr);
}

function row(...cells) {
  const tr = document.createElement("tr");
  tr.append(...cells);
  return tr;
}

const list = (value) => value.split(/[\n,]/).map((x) => x.trim()).filter(Boolean);
const count = (n) => n.toLocaleString("en");
const clock = (at) => new Date(at).toLocaleTimeString(lang, { hourCycle: "h23" });
const duration = (ms) => (ms <= 0 ? "–" : ms < 1 ? Math.round(ms * 1000) + " µs" : ms < 1000 ? ms.toPrecision(3) + " ms" : (ms / 1000).toPrecision(3) + " s");

// money cuts the decimal string; it is never a float.
function money(amount, places) {
  if (amount === null || amount === undefined) return "–";
  const [whole, fraction = ""] = amount.split(".");
  return "$" + whole + "." + fraction.padEnd(places, "0").slice(0, places);
}

function state(kind, words, why) {
  const mark = { healthy: "●", on: "●", degraded: "◆", dead: "■", off: "○", expired: "○" }[kind];
  const span = text("span", mark + " " + words, "state " + kind);
  if (why) span.title = why;
  return span;
}

function channelRow(c) {
  const kind = c.enabled ? c.health.state : "off";
  const name = [text("strong", c.name), text("small", c.provider + (c.base_url ? " · " + c.base_url : ""))];
  const test = text("button", say("test"));
  test.addEventListener("click", () => testChannel(c, test));
  const toggle = text("button", say(c.enabled ? "disable" : "enable"), "plain");
  toggle.addEventListener("click", () => api("PATCH", "/api/channels/" + c.id, { enabled: !c.enabled }).then(refresh, show));
  const health = [state(kind, say(kind), c.health.reason)];
  if (c.enabled && c.health.reason) health.push(text("small", c.health.reason));
  return row(cell(name), cell(health), cell(c.models.join(", "), "wide mono"), cell(c.groups.join(", "), "wide"),
    cell(String(c.priority), "number"), cell([test, " ", toggle], "actions"));
}

const show = (problem) => { $("tested").textContent = problem.message; };

async function testChannel(c, button) {
  button.disabled = true;
  $("tested").textContent = c.name + ": " + say("testing");
  try {
    const t = await api("POST", "/api/channels/" + c.id + "/test", {});
    $("tested").textContent = c.name + " · " + t.model + ": " + (t.ok
      ? say("answered") + " " + duration(t.duration_ms) + " – " + t.answer
      : say("failed") + " – " + (t.status || "") + " " + t.error);
  } catch (problem) { show(problem); }
  button.disabled = false;
}

function tokenRow(t) {
  const kind = !t.enabled ? "off" : t.expires_at && new Date(t.expires_at) <= new Date() ? "expired" : "on";
  return row(cell(text("strong", t.name)), cell(t.key_hint, "mono"), cell(state(kind, say(kind))),
    cell(t.models.join(", ") || say("all"), "wide mono"), cell(count(t.calls), "number"), cell(money(t.spent, 6), "number"),
    cell(t.last_used_at ? new Date(t.last_used_at).toLocaleString(lang, { hourCycle: "h23" }) : "–", "wide"));
}

function callRow(l, channels) {
  const usage = l.usage, input = usage.input + usage.cache_read + usage.cache_write + usage.audio_in;
  const when = text("span", clock(l.time));
  when.title = l.time + " · " + l.request_id;
  const status = text("span", String(l.status), l.status < 400 ? "good" : "fault");
  if (l.error_message) status.title = l.error_message;
  return row(cell(when), cell(l.model || "–", "mono"), cell(channels.get(l.channel_id) || l.channel_id || "–", "wide"),
    cell([status, ...(l.error_kind ? [text("small", l.error_kind)] : [])]), cell(count(input) + " / " + count(usage.output + usage.reasoning + usage.audio_out), "number"),
    cell(duration(l.ttft_ms), "number wide"), cell(duration(l.duration_ms), "number wide"), cell(money(l.cost, 6), "number"));
}

function draw(data) {
  lastData = data;
  fillRows($("channelRows"), data.channels.map(channelRow), "noChannels");
  fillRows($("tokenRows"), data.tokens.map(tokenRow), "noTokens");
  const names = new Map(data.channels.map((c) => [c.id, c.name]));
  fillRows($("callRows"), data.calls.map((l) => callRow(l, names)), "noCalls");
}

async function refresh() {
  clearTimeout(timer);
  try {
    const [channels, tokens, calls] = await Promise.all(["channels?limit=200", "tokens?limit=200", "logs?limit=30"].map((p) => api("GET", "/api/" + p)));
    draw({ channels: channels.items, tokens: tokens.items, calls: calls.items, at: new Date() });
    $("fresh").textContent = say("live");
  } catch (problem) {
    $("fresh").textContent = lastData ? say("stale") + clock(lastData.at) : problem.message;
  }
  if (token && !document.hidden) timer = setTimeout(refresh, REFRESH);
}

function options(select, items, first) {
  select.replaceChildren(...[...(first ? [["", first]] : []), ...items].map(([value, label]) => {
    const option = text("option", label);
    option.value = value;
    return option;
  }));
}

async function loadForms() {
  const [providers, groups] = await Promise.all([api("GET", "/api/providers"), api("GET", "/api/groups?limit=200")]);
  options($("channelForm").elements.provider, providers.items.map((p) => [p.name, p.label || p.name]));
  options($("tokenForm").elements.group, groups.items.map((g) => [g.name, g.name]), say("ownGroup"));
}

function enter() {
  $("enter").hidden = token !== "";
  $("work").hidden = $("leave").hidden = token === "";
  if (token) { loadForms().catch(show); refresh(); }
}

function leave() {
  token = "";
  lastData = null;
  sessionStorage.removeItem("token");
  clearTimeout(timer);
  $("fresh").textContent = $("revealKey").textContent = "";
  for (const id of ["channelRows", "tokenRows", "callRows"]) $(id).replaceChildren();
  enter();
}

submit($("enterForm"), async (form) => {
  const offered = form.token.trim();
  await call("GET", "/api/settings", undefined, offered).catch((problem) => {
    throw problem.status === 401 ? new Error(say("refused")) : problem;
  });
  token = offered;
  sessionStorage.setItem("token", token);
  enter();
});

submit($("channelForm"), async (form) => {
  await api("POST", "/api/channels", { name: form.name, provider: form.provider, base_url: form.base_url.trim(),
    keys: form.keys.split("\n").map((k) => k.trim()).filter(Boolean), models: list(form.models) });
  refresh();
});

submit($("tokenForm"), async (form) => {
  const made = await api("POST", "/api/tokens", { name: form.name, group: form.group, models: list(form.models) });
  $("revealKey").textContent = made.key;
  $("copyKey").textContent = say("copy");
  $("reveal").hidden = false;
  refresh();
});

$("storedKey").addEventListener("click", () => { $("revealKey").textContent = ""; $("reveal").hidden = true; });
$("leave").addEventListener("click", leave);
document.addEventListener("language", () => { if (lastData) draw(lastData); });
document.addEventListener("visibilitychange", () => { if (token && !document.hidden) refresh(); });
speak();
enter();
