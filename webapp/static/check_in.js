// The door of a workshop: scans are kept until they have arrived, so that no connection has to hold.
// Only codes are kept, never names, and each of them goes as soon as it was answered.
(function () {
  "use strict";

  var door = document.querySelector("[data-door]");
  var form = document.getElementById("scannen");
  if (!door || !form) return;
  var field = form.elements.code;
  var answer = door.querySelector("[data-answer]");
  var waiting = door.querySelector("[data-waiting]");
  var place = "einlass-" + door.dataset.door;
  var again = 5000;
  var longest = 8000;
  var memory = [];
  var isSending = false;
  var timer = null;

  function kept() {
    try { return JSON.parse(localStorage.getItem(place)) || []; } catch (error) { return memory; }
  }

  function keep(scans) {
    memory = scans;
    try {
      if (scans.length) localStorage.setItem(place, JSON.stringify(scans));
      else localStorage.removeItem(place);
    } catch (error) { /* no storage, so they stay in this page alone */ }
  }

  function sayHowManyWait() {
    var number = kept().length;
    waiting.textContent = !number ? "" : number === 1
      ? door.dataset.waitingOne : door.dataset.waitingMany.replace("%n", number);
  }

  function say(words) {
    var text = document.createElement("p");
    text.className = "arrival__words";
    text.textContent = words;
    var box = document.createElement("div");
    box.className = "arrival arrival--warning";
    box.appendChild(text);
    answer.replaceChildren(box);
  }

  function show(markup) {
    var page = new DOMParser().parseFromString(markup, "text/html");
    answer.replaceChildren.apply(answer, Array.from(page.body.childNodes));
  }

  function remember(code) {
    var scans = kept();
    scans.push({ code: code, at: Date.now() });
    keep(scans);
    send();
  }

  // The one that has waited longest first; what is answered goes, and what is not is sent again.
  function send() {
    var scan = kept()[0];
    clearTimeout(timer);
    if (isSending || !scan) { sayHowManyWait(); return; }
    isSending = true;
    var body = new FormData();
    body.append("csrf_token", form.elements.csrf_token.value);
    body.append("code", scan.code);
    body.append("at", String(scan.at));
    fetch(door.dataset.scanUrl, {
      method: "POST", body: body, redirect: "manual", headers: { "X-Requested-With": "fetch" },
      // A phone that has just lost its connection would wait for minutes.
      signal: AbortSignal.timeout ? AbortSignal.timeout(longest) : undefined
    }).then(function (response) {
      // Too many at once, or the server is being started: that is as good as no connection.
      if (response.status === 429 || response.status >= 500) throw new Error("later");
      if (response.type === "opaqueredirect" || !response.ok) return null;
      return response.text();
    }).then(function (markup) {
      isSending = false;
      if (markup === null) {
        say(door.dataset.refused);
        sayHowManyWait();
        timer = setTimeout(send, again);
        return;
      }
      keep(kept().filter(function (each) { return each.at !== scan.at || each.code !== scan.code; }));
      show(markup);
      send();
    }).catch(function () {
      isSending = false;
      say(door.dataset.kept);
      sayHowManyWait();
      timer = setTimeout(send, again);
    });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var code = field.value.trim();
    field.value = "";
    field.focus();
    if (code) remember(code);
  });

  // Cameras of phones see the same badge many times a second.
  function useCamera() {
    var button = door.querySelector("[data-camera]");
    var picture = door.querySelector("[data-picture]");
    if (!button || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
    var detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    var label = button.querySelector(".kern-label");
    var stream = null;
    var last = { code: "", at: 0 };
    button.hidden = false;

    function look() {
      if (!stream) return;
      detector.detect(picture).then(function (found) {
        var code = found.length ? found[0].rawValue : "";
        if (code && (code !== last.code || Date.now() - last.at > 5000)) {
          last = { code: code, at: Date.now() };
          remember(code);
        }
      }).catch(function () { /* the picture is not there yet */ }).then(function () { setTimeout(look, 250); });
    }

    button.addEventListener("click", function () {
      if (stream) {
        stream.getTracks().forEach(function (track) { track.stop(); });
        stream = null;
        picture.hidden = true;
        label.textContent = button.dataset.camera;
        return;
      }
      navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).then(function (found) {
        stream = found;
        picture.srcObject = found;
        picture.hidden = false;
        picture.play();
        label.textContent = button.dataset.stop;
        look();
      }).catch(function () { button.hidden = true; });
    });
  }

  window.addEventListener("online", send);
  window.addEventListener("offline", sayHowManyWait);
  useCamera();
  field.focus();
  send();
})();
