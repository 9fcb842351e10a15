// SPDX-License-Identifier: Apache-2.0
// Reads the page again while it is visible, and asks before a form with a question is sent. Without scripts the page
// shows the same and its forms work.
(function () {
  "use strict";
  var MILLIS = 5000;

  function busy(live) {
    return live.contains(document.activeElement) || live.querySelector("button:hover, details[open]") !== null;
  }

  function refresh() {
    var live = document.getElementById("live-part");
    if (live === null || document.hidden || busy(live)) {
      return;
    }
    fetch(location.href, { credentials: "same-origin", cache: "no-store", headers: { Accept: "text/html" } })
      .then(function (response) {
        return response.ok && !response.redirected ? response.text() : Promise.reject(new Error(String(response.status)));
      })
      .then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").getElementById("live-part");
        if (fresh !== null && !busy(live)) {
          live.replaceChildren.apply(live, Array.from(fresh.childNodes));
          live.removeAttribute("data-stale");
        }
      })
      .catch(function () {
        live.setAttribute("data-stale", "true");
      });
  }

  document.addEventListener("submit", function (event) {
    var button = event.submitter;
    var question = button === null ? null : button.getAttribute("data-question");
    if (question && !window.confirm(question)) {
      event.preventDefault();
    }
  });

  // the device ends the connection of a larger upload, of which a browser could say no more
  document.addEventListener("change", function (event) {
    var max = event.target.getAttribute("data-max-bytes");
    if (max !== null) {
      var tooLarge = Array.from(event.target.files).some(function (file) { return file.size > Number(max); });
      event.target.setCustomValidity(tooLarge ? "The file is larger than " + Number(max) / 1048576 + " MiB." : "");
      event.target.reportValidity();
    }
  });

  // what a form led to is said once, and not again when the page is read again
  var here = new URL(location.href);
  ["result", "verify"].forEach(function (name) {
    here.searchParams.delete(name);
  });
  if (here.href !== location.href) {
    history.replaceState(null, "", here);
  }
  window.setInterval(refresh, MILLIS);
})();
