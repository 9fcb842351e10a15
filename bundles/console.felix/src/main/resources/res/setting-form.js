// SPDX-License-Identifier: Apache-2.0
// Shows what is wrong with a setting below its field, in the Web Console's own form of a configuration. The device says
// it as lines of text: "Not stored." and, for each setting, its id, a colon and the text.
(function ($) {
  "use strict";
  var NOT_STORED = "Not stored.";
  var LINE = /^([\w.]+): (.*)$/;
  var closed = $("<div>").dialog({ autoOpen: false }).dialog("instance");

  function clear() {
    $("#editor .setting-problem").remove();
    $("#editor > p").addClass("ui-helper-hidden");
    $("#editor [aria-invalid]").removeAttr("aria-invalid aria-describedby");
  }

  function field(id) {
    return $("#editorForm").find(":input").filter(function () { return this.name === id; });
  }

  // what is allowed is not said again where it stands below the field already
  function shortened(text, description) {
    var end = text.indexOf(". ") + 1;
    return end > 0 && description.indexOf(text.substring(end).trim()) >= 0 ? text.substring(0, end) : text;
  }

  function beside(fields, text) {
    var cell = fields.last().closest("td");
    var id = "problem-" + fields[0].name;
    var message = cell.find(".setting-problem");
    if (message.length === 0) {
      message = $("<div>", { id: id, role: "alert", "class": "setting-problem ui-state-error ui-corner-all" })
        .css({ margin: "0.3em 0", padding: "0.3em 0.6em", width: "fit-content" });
      var after = cell.children("br").first();
      if (after.length > 0) {
        message.insertAfter(after);
      } else {
        message.appendTo(cell);
      }
    }
    message.append($("<div>").text(shortened(text, cell.find(".topPaddedText").text())));
    fields.attr({ "aria-invalid": "true", "aria-describedby": id });
  }

  function show(lines) {
    var above = [];
    clear();
    lines.forEach(function (line) {
      var found = LINE.exec(line);
      var fields = found === null ? $() : field(found[1]);
      if (fields.length > 0) {
        beside(fields, found[2]);
      } else {
        above.push(found === null ? line : found[2]);
      }
    });
    $("#editor > p").text(above.join(" ")).toggleClass("ui-helper-hidden", above.length === 0);
    $("#editor [aria-invalid]").first().trigger("focus");
  }

  $.ajaxPrefilter(function (options, original, request) {
    if (options.type !== "POST" || options.url.indexOf(pluginRoot + "/") !== 0 || $("#editorForm").length === 0) {
      return;
    }
    options.global = false;
    // the console closes the dialog of "this" when a request fails, which is not its form's but the request
    $.data(options, "ui-dialog", closed);
    request.fail(function () {
      var lines = (request.responseText || "").split("\n");
      if (request.status === 400 && lines[0] === NOT_STORED) {
        show(lines.slice(1));
      } else {
        $(document).trigger("ajaxError", [request]);
      }
    });
  });
})(jQuery);
