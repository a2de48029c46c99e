// Notes from a phone: nothing that was typed is lost, whatever the hall's network does.
(function () {
  "use strict";

  var place = document.getElementById("schreiben");
  var state = document.getElementById("stand");
  if (!place || !state) return;
  var form = document.getElementById("notiz");
  var code = place.dataset.table;
  var DRAFT = "notiz " + code, QUEUE = "unterwegs " + code;
  var SOON = 5000, LATER = 20000;
  var isSending = false, isFresh = false, waiting;

  // Without a storage (private windows of old phones) the queue lives as long as the page.
  var memory = {};
  function load(name, otherwise) {
    try {
      var found = localStorage.getItem(name);
      return found === null ? otherwise : JSON.parse(found);
    } catch (error) { return name in memory ? memory[name] : otherwise; }
  }
  function keep(name, value) {
    memory[name] = value;
    try { localStorage.setItem(name, JSON.stringify(value)); } catch (error) { /* the memory has it */ }
  }

  function newKey() {
    var numbers = new Uint8Array(16);
    crypto.getRandomValues(numbers);
    return Array.prototype.map.call(numbers, function (each) { return ("0" + each.toString(16)).slice(-2); }).join("");
  }

  function say(kind, words) {
    state.className = "sending sending--" + kind;
    state.textContent = words;
    state.scrollIntoView({ block: "nearest" });
  }

  function showKept(text) {
    var known = document.getElementById("gemerkt");
    if (known) { known.value = known.value + "\n\n" + text; return; }
    var label = document.createElement("label");
    label.className = "kern-label";
    label.htmlFor = "gemerkt";
    label.textContent = state.dataset.label;
    var area = document.createElement("textarea");
    area.className = "kern-form-input__input";
    area.id = "gemerkt";
    area.rows = 4;
    area.readOnly = true;
    area.value = text;
    place.append(label, area);
  }

  function token(fresh) {
    var field = (fresh || document).querySelector("input[name=csrf_token]");
    return field ? field.value : "";
  }

  // A phone that slept has lost its session; a fresh page brings a new token and the note is sent again.
  function refreshToken() {
    return fetch(location.pathname, { cache: "no-store" }).then(function (answer) { return answer.text(); }).then(function (markup) {
      var fresh = token(new DOMParser().parseFromString(markup, "text/html"));
      document.querySelectorAll("input[name=csrf_token]").forEach(function (field) { field.value = fresh; });
    });
  }

  function post(note) {
    var body = new URLSearchParams({ csrf_token: token(), key: note.key, text: note.text, badge: note.badge });
    return fetch(location.pathname, { method: "POST", body: body, redirect: "manual", headers: { "X-Requested-With": "fetch" } });
  }

  function again(soon) {
    clearTimeout(waiting);
    waiting = setTimeout(send, soon);
  }

  function drop(note) {
    keep(QUEUE, load(QUEUE, []).filter(function (each) { return each.key !== note.key; }));
  }

  function take(note, markup) {
    drop(note);
    isFresh = false;
    var part = new DOMParser().parseFromString(markup, "text/html").getElementById("notizen");
    var list = document.getElementById("notizen");
    if (part && list) list.replaceWith(part);
    say("done", part && part.dataset.said ? part.dataset.said : state.dataset.done);
  }

  function refuse(note, words, isFinal) {
    drop(note);
    var text = document.getElementById("text");
    if (!isFinal && form && text && !text.value) {
      text.value = note.text;
      keep(DRAFT, note.text);
      say("refused", state.dataset.refused + " " + words);
      text.focus();
    } else {
      showKept(note.text);
      say("refused", words + " " + state.dataset.kept);
    }
  }

  function send() {
    var note = load(QUEUE, [])[0];
    if (!note || isSending) return;
    isSending = true;
    say("busy", state.dataset.busy);
    post(note).then(function (answer) {
      return answer.text().then(function (words) {
        if (answer.status === 200) take(note, words);
        else if (answer.status === 409 || answer.status === 404) refuse(note, answer.status === 409 ? words.trim() : state.dataset.refused, true);
        else if (answer.status === 422) refuse(note, words.trim(), false);
        else if (answer.status === 400) {
          return refreshToken().then(function () {
            if (isFresh) throw new Error("later");
            isFresh = true;
          });
        } else {
          say("waits", answer.status === 429 ? state.dataset.later : state.dataset.waits);
          throw new Error("later");
        }
      });
    }).then(function () {
      isSending = false;
      if (load(QUEUE, []).length) again(0);
    }, function (error) {
      isSending = false;
      if (error.message !== "later") say("waits", state.dataset.waits);
      again(error.message === "later" ? LATER : SOON);
    });
  }

  window.addEventListener("online", function () { again(0); });

  if (form) {
    var text = form.querySelector("[name=text]"), badge = form.querySelector("[name=badge]");
    if (!text.value) text.value = load(DRAFT, "");
    if (!badge.value) badge.value = load("schild", "");
    text.addEventListener("input", function () { keep(DRAFT, text.value); });
    badge.addEventListener("input", function () { keep("schild", badge.value); });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (!text.value.trim()) { text.focus(); return; }
      keep(QUEUE, load(QUEUE, []).concat([{ key: newKey(), text: text.value, badge: badge.value }]));
      text.value = "";
      keep(DRAFT, "");
      text.dispatchEvent(new Event("input"));
      again(0);
    });
  } else if (load(DRAFT, "").trim()) {
    // The table closed while somebody was writing.
    showKept(load(DRAFT, ""));
  }
  again(0);
})();
