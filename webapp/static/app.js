// Niceties on top of pages that work without JavaScript.
(function () {
  "use strict";

  var root = document.documentElement;

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
      var toggle = input.parentNode.querySelector(".field__password-toggle");
      if (!toggle || toggle.dataset.offered) return;
      toggle.dataset.offered = "yes";
      toggle.addEventListener("click", function () {
        var shown = input.type === "text";
        input.type = shown ? "password" : "text";
        toggle.textContent = shown ? input.dataset.password : input.dataset.passwordHide;
      });
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

  // Single keys for whoever works with the pages all day; each page lists its own and lets them be switched off.
  function offerKeys() {
    var help = document.querySelector("[data-keys]");
    if (!help) return;
    var toggle = help.querySelector("[data-keys-switch]");
    var isOn = true;
    try { isOn = localStorage.getItem("keys") !== "off"; } catch (error) { /* no storage, so they stay on */ }
    toggle.checked = isOn;
    toggle.addEventListener("change", function () {
      isOn = toggle.checked;
      try { localStorage.setItem("keys", isOn ? "on" : "off"); } catch (error) { /* holds for this page alone */ }
    });
    var current = null;

    function steps() {
      return Array.prototype.filter.call(document.querySelectorAll("[data-step]"), function (step) {
        return step.offsetParent !== null;
      });
    }

    function stepOf(element) {
      return element && element.closest ? element.closest("[data-step]") : null;
    }

    function go(distance) {
      var all = steps();
      var at = all.indexOf(stepOf(document.activeElement) || current);
      var next = at < 0 ? (distance > 0 ? 0 : all.length - 1) : at + distance;
      if (next < 0 || next >= all.length) return;
      enter(all[next]);
    }

    function enter(step) {
      current = step;
      var target = step.querySelector("[data-step-focus]") || step.querySelector("h2, h3, h4") || step;
      if (!target.matches("a, button, input")) target.setAttribute("tabindex", "-1");
      target.focus({ preventScroll: true });
      step.scrollIntoView({ block: "nearest" });
    }

    function press(key) {
      var wanted = "[aria-keyshortcuts='" + (key === "?" ? "?" : key.toUpperCase()) + "']";
      var step = stepOf(document.activeElement) || (current && document.contains(current) ? current : null);
      var inside = step && step.querySelector(wanted);
      var others = Array.prototype.filter.call(document.querySelectorAll(wanted), function (each) {
        return each.offsetParent !== null && !stepOf(each);
      });
      var target = inside || others[0];
      if (!target) return false;
      if (target.matches("textarea, input:not([type=checkbox])")) target.focus();
      else target.click();
      return true;
    }

    document.addEventListener("keydown", function (event) {
      if (!isOn || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      var place = event.target;
      if (place.matches && place.matches("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
      var key = event.key.length === 1 ? event.key.toLowerCase() : "";
      if (!key || key === " ") return;
      var done = true;
      if (key === "j") go(1);
      else if (key === "k") go(-1);
      else if (key === "o") {
        var step = stepOf(document.activeElement) || current;
        var link = step && step.querySelector("a[data-step-focus]");
        if (link) link.click(); else done = false;
      } else if (key === "l") {
        var back = document.querySelector(".breadcrumbs__item:nth-last-child(2) a");
        if (back) back.click(); else done = false;
      } else if (key === "/") {
        var search = document.querySelector("main input[type=search]");
        if (search) search.focus(); else done = false;
      } else if (key === "?") {
        help.open = !help.open;
        help.querySelector("summary").focus();
      } else done = press(key);
      if (done) event.preventDefault();
    });

    // Whoever comes back from a decision goes on where it was made.
    var home = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (stepOf(home)) enter(stepOf(home));
  }

  function enhance(part) {
    countCharacters(part);
    offerPasswordView(part);
    focusErrorSummary(part);
  }

  // The script is deferred, so the whole page is there.
  openMenus();
  watchSession();
  watchConnection();
  offerKeys();
  enhance(document);
  document.addEventListener("htmx:after:swap", function (event) {
    enhance(event.target && event.target.querySelectorAll ? event.target : document);
  });
})();
