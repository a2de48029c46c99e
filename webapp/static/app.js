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

  function enhance(part) {
    countCharacters(part);
    offerPasswordView(part);
    focusErrorSummary(part);
  }

  document.addEventListener("DOMContentLoaded", function () {
    openMenus();
    enhance(document);
  });
  document.addEventListener("htmx:after:swap", function (event) {
    enhance(event.target && event.target.querySelectorAll ? event.target : document);
  });
})();
