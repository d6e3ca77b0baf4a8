"use strict";
// The page of the set-up link: it makes the first administrator and shows the management token once.

speak();
const link = new URLSearchParams(location.search).get("token") || sessionStorage.getItem("setup") || "";
sessionStorage.setItem("setup", link); // a reload of the page keeps it
history.replaceState(null, "", "/setup"); // the token leaves the address bar and the history

submit($("setupForm"), async (form) => {
  const made = await call("POST", "/api/setup", { token: link, username: form.username, password: form.password });
  sessionStorage.removeItem("setup");
  $("revealKey").textContent = made.management_token;
  $("setupForm").hidden = true;
  $("reveal").hidden = false;
});

$("goConsole").addEventListener("click", () => {
  sessionStorage.setItem("token", $("revealKey").textContent);
  location.assign("/console/");
});
