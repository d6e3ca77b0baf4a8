"use strict";
// The two languages of the pages, and what both pages share.

const WORDS = {
  en: {
    other: "中文", leave: "Sign out", enterTitle: "Sign in", managementToken: "Management token", enter: "Sign in",
    enterText: "Paste a management token: the one of BURNCLOUD_ADMIN_TOKEN, or the one that set-up gave you. It stays in this tab only.",
    refused: "This token is not accepted.", channels: "Channels", name: "Name", health: "Health", models: "Models", groups: "Groups", group: "Group",
    priority: "Priority", addChannel: "Add a channel", provider: "Provider", address: "Address", keys: "Provider keys, one per line",
    addressHint: "Leave empty for the provider’s own address.", modelsHint: "Public model names, separated by commas or lines.",
    saveChannel: "Save channel", tokens: "Tokens", key: "Key", state: "State", calls: "Calls", spent: "Spent", lastUsed: "Last used",
    keyOnce: "This key is shown only now.", copy: "Copy", copied: "Copied", stored: "I have stored it", addToken: "Add a token",
    allModelsHint: "Leave empty to allow all models.", makeToken: "Make token", recentCalls: "Recent calls", time: "Time", model: "Model",
    channel: "Channel", status: "Status", tokensInOut: "Tokens in / out", firstToken: "First token", total: "Total", charged: "Charged",
    healthy: "Healthy", degraded: "Degraded", dead: "Dead", off: "Off", on: "On", expired: "Expired", test: "Test", testing: "Testing…",
    enable: "Enable", disable: "Disable", all: "all", ownGroup: "The owner’s", live: "Live", stale: "Paused, last data ",
    noChannels: "No channels yet. Add the account you buy models from; it takes one key.", noTokens: "No tokens yet. A program needs one to call models.",
    noCalls: "No calls yet.", answered: "answered in", failed: "failed", setupTitle: "Welcome to BurnCloud",
    setupText: "Make your account. It is the first administrator of this gateway.", username: "User name", password: "Password",
    passwordHint: "At least 10 characters.", makeAccount: "Make account", goConsole: "Open the console", unreachable: "The gateway does not answer.",
    managementOnce: "Your management token is shown only now. Keep it like a password: it opens this console and the API.",
  },
  zh: {
    other: "English", leave: "退出", enterTitle: "登录", managementToken: "管理令牌", enter: "登录",
    enterText: "粘贴管理令牌：BURNCLOUD_ADMIN_TOKEN 的值，或初始设置时得到的令牌。它只保存在此标签页中。",
    refused: "此令牌无效。", channels: "渠道", name: "名称", health: "健康", models: "模型", groups: "分组", group: "分组",
    priority: "优先级", addChannel: "添加渠道", provider: "供应商", address: "地址", keys: "供应商密钥，每行一个",
    addressHint: "留空则使用供应商自己的地址。", modelsHint: "对外的模型名，用逗号或换行分隔。",
    saveChannel: "保存渠道", tokens: "令牌", key: "密钥", state: "状态", calls: "调用", spent: "已用", lastUsed: "最近使用",
    keyOnce: "密钥只在此刻显示一次。", copy: "复制", copied: "已复制", stored: "我已保存", addToken: "添加令牌",
    allModelsHint: "留空则允许所有模型。", makeToken: "创建令牌", recentCalls: "最近调用", time: "时间", model: "模型",
    channel: "渠道", status: "状态", tokensInOut: "Token 入 / 出", firstToken: "首字延迟", total: "总时长", charged: "计费",
    healthy: "健康", degraded: "降级", dead: "已失效", off: "停用", on: "启用", expired: "已过期", test: "测试", testing: "测试中…",
    enable: "启用", disable: "停用", all: "全部", ownGroup: "所有者的分组", live: "实时", stale: "已暂停，最后数据 ",
    noChannels: "还没有渠道。添加一个你购买模型的账号，只需一个密钥。", noTokens: "还没有令牌。程序调用模型需要一个令牌。",
    noCalls: "还没有调用。", answered: "回答用时", failed: "失败", setupTitle: "欢迎使用 BurnCloud",
    setupText: "创建你的账号。它是此网关的第一个管理员。", username: "用户名", password: "密码",
    passwordHint: "至少 10 个字符。", makeAccount: "创建账号", goConsole: "打开控制台", unreachable: "网关没有响应。",
    managementOnce: "管理令牌只在此刻显示一次。请像密码一样保管：它可以打开此控制台和 API。",
  },
};

const $ = (id) => document.getElementById(id);
let lang = sessionStorage.getItem("lang") || (navigator.language.startsWith("zh") ? "zh" : "en");
const say = (word) => WORDS[lang][word];

// speak writes every word of the page in the present language.
function speak() {
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = say(node.dataset.word);
  $("lang").textContent = say("other");
}

$("lang").addEventListener("click", () => {
  lang = lang === "zh" ? "en" : "zh";
  sessionStorage.setItem("lang", lang);
  speak();
  document.dispatchEvent(new Event("language"));
});

$("copyKey").addEventListener("click", async () => {
  getSelection().selectAllChildren($("revealKey"));
  if (!navigator.clipboard) return; // plain http from afar: the selection is there to be copied by hand
  await navigator.clipboard.writeText($("revealKey").textContent);
  $("copyKey").textContent = say("copied");
});

// call sends JSON and returns the answer; a refusal is thrown as an Error with a status and readable words.
async function call(method, path, body, token) {
  const headers = {};
  if (token) headers.Authorization = "Bearer " + token;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
    .catch(() => { throw new Error(say("unreachable")); });
  const data = answer.status === 204 ? null : await answer.json().catch(() => ({}));
  if (answer.ok) return data;
  const fields = (data.errors || []).map((e) => (e.field ? e.field + ": " : "") + e.message);
  const problem = new Error(fields.join("\n") || data.detail || String(answer.status));
  problem.status = answer.status;
  throw problem;
}

// submit runs work with the values of a form and shows a refusal under it.
function submit(form, work) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button.primary"), fault = form.querySelector(".fault");
    button.disabled = true;
    fault.textContent = "";
    try {
      await work(Object.fromEntries(new FormData(form)));
      form.reset();
    } catch (problem) {
      fault.textContent = problem.message;
    }
    button.disabled = false;
  });
}
