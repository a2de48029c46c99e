// Niceties on top of pages that work without JavaScript.
(function () {
  "use strict";

  var root = document.documentElement;
  root.classList.replace("no-js", "js");

  function focusErrorSummary(part) {
    var summary = part.querySelector("[data-focus]");
    if (summary) summary.focus();
  }

  function countCharacters(part) {
    part.querySelectorAll("textarea[data-limit]").forEach(function (area) {
      var message = document.getElementById(area.id + "-limit");
      if (!message || message.dataset.counting) return;
      message.dataset.counting = "yes";
      var limit = Number(area.dataset.limit);
      var numbers = new Intl.NumberFormat(root.lang);
      var spoken = message.cloneNode(false);
      spoken.removeAttribute("id");
      spoken.className = "visually-hidden";
      spoken.setAttribute("aria-live", "polite");
      message.after(spoken);
      var waiting;
      var show = function () {
        var left = limit - area.value.length;
        var text = (left < 0 ? message.dataset.over : message.dataset.left).replace("%n", numbers.format(Math.abs(left)));
        message.textContent = text;
        message.classList.toggle("field__limit--over", left < 0);
        clearTimeout(waiting);
        waiting = setTimeout(function () { spoken.textContent = text; }, 1000);
      };
      area.addEventListener("input", show);
      if (area.value) show();
    });
  }

  function offerPasswordView(part) {
    part.querySelectorAll("input[data-password]").forEach(function (input) {
      if (input.parentNode.classList.contains("field__password")) return;
      var box = document.createElement("div");
      box.className = "field__password";
      input.before(box);
      box.append(input);
      var toggle = document.createElement("button");
      toggle.type = "button";
      toggle.className = "field__password-toggle";
      toggle.textContent = input.dataset.password;
      toggle.setAttribute("aria-controls", input.id);
      toggle.addEventListener("click", function () {
        var shown = input.type === "text";
        input.type = shown ? "password" : "text";
        toggle.textContent = shown ? input.dataset.password : input.dataset.passwordHide;
      });
      box.append(toggle);
      if (input.form) input.form.addEventListener("submit", function () { input.type = "password"; });
    });
  }

  function openMenus() {
    var toggle = document.querySelector(".navigation__toggle");
    if (toggle) {
      toggle.addEventListener("click", function () {
        var open = toggle.getAttribute("aria-expanded") === "true";
        toggle.setAttribute("aria-expanded", String(!open));
      });
    }
    var account = document.querySelector(".account-menu__details");
    if (!account) return;
    document.addEventListener("click", function (event) {
      if (!account.contains(event.target)) account.open = false;
    });
    account.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") return;
      account.open = false;
      account.querySelector("summary").focus();
    });
  }

  // Speaks up before the session ends; the text of the page says the time to everybody else.
  function watchSession() {
    var session = document.querySelector("[data-session]");
    if (!session) return;
    var alert = session.querySelector(".session__alert");
    var text = session.querySelector(".session__text");
    var form = session.querySelector("form");
    var say = function (words) {
      session.classList.add("session--near");
      alert.textContent = words;
      text.hidden = true;
    };
    var warning = setTimeout(function () { say(text.textContent.trim()); }, session.dataset.warnedIn * 1000);
    var over = setTimeout(function () {
      say(session.dataset.over);
      if (form) form.hidden = true;
    }, session.dataset.overIn * 1000);
    if (!form) return;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      fetch(form.action, {
        method: "POST", body: new FormData(form), redirect: "manual", headers: { "X-Requested-With": "fetch" }
      }).then(function (answer) {
        if (!answer.ok) throw new Error("ended");
        return answer.text();
      }).then(function (markup) {
        clearTimeout(warning);
        clearTimeout(over);
        session.outerHTML = markup;
        watchSession();
      }).catch(function () { say(session.dataset.over); });
    });
  }

  // What was typed while the connection was away is kept once it is back.
  function watchConnection() {
    var advice = document.getElementById("hinweise");
    if (!advice) return;
    document.addEventListener("htmx:error", function (event) {
      if (event.target !== advice && event.detail && event.detail.ctx && event.detail.ctx.sourceElement !== advice) return;
      advice.textContent = advice.dataset.offline;
      advice.classList.add("advice--offline");
      setTimeout(retry, 10000);
    });
    document.addEventListener("htmx:after:swap", function () { advice.classList.remove("advice--offline"); });
    var retry = function () {
      if (advice.classList.contains("advice--offline")) advice.dispatchEvent(new Event("retry"));
    };
    window.addEventListener("online", retry);
  }

  function enhance(part) {
    countCharacters(part);
    offerPasswordView(part);
    focusErrorSummary(part);
  }

  document.addEventListener("DOMContentLoaded", function () {
    openMenus();
    watchSession();
    watchConnection();
    enhance(document);
  });
  document.addEventListener("htmx:after:swap", function (event) {
    enhance(event.target && event.target.querySelectorAll ? event.target : document);
  });
})();
