// Comforts of the desk: checks while one types, changes worked out, rows added in place, a warning before unsaved words are lost.
// Everything works without this script too, one button press later.
(function () {
  "use strict";
  var form = document.querySelector("[data-form]");

  function each(list, act) { Array.prototype.forEach.call(list, act); }

  each(document.querySelectorAll("[data-take]"), function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var target = document.getElementById(button.dataset.take);
      if (!target) return;
      target.value = button.dataset.words;
      target.focus();
      target.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });

  var progress = document.querySelector("[data-progress]");
  if (progress) {
    setTimeout(function () { location.reload(); }, 1500);
  }

  if (!form) return;
  var summary = document.querySelector(".summary");
  if (summary && summary.classList.contains("wrong") && form.dataset.focus !== "no") summary.focus();

  // Words that are not saved.
  var dirty = document.querySelector(".told.wrong[role=alert]") !== null;
  var state = form.querySelector("[data-state]");
  function touched() {
    dirty = true;
    if (state) state.textContent = "有未保存的改动";
  }
  window.addEventListener("beforeunload", function (event) {
    if (dirty) event.preventDefault();
  });
  var leaving = false;
  form.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (button && button.formTarget && button.formTarget !== "_self") return;
    if (leaving) { event.preventDefault(); return; }
    leaving = true;
    setTimeout(function () { leaving = false; }, 4000);
    dirty = false;
  });
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector('.bar [name="then"][value="save"]') || undefined);
    }
  });

  // Rows.
  function renumber(list) {
    each(list.querySelectorAll(":scope > [data-row]"), function (row, index) {
      row.querySelector("[data-number]").textContent = index + 1;
    });
  }
  form.addEventListener("click", function (event) {
    var add = event.target.closest('[name="add"]');
    var remove = event.target.closest("[data-remove]");
    if (add) {
      var list = form.querySelector('[data-rows="' + add.value + '"]');
      var template = document.querySelector('[data-row-template="' + add.value + '"]');
      if (!list || !template) return;
      event.preventDefault();
      var next = 0;
      each(list.querySelectorAll("[name]"), function (element) {
        var found = element.name.slice(add.value.length + 1).match(/^(\d+)\./);
        if (found) next = Math.max(next, Number(found[1]) + 1);
      });
      var holder = document.createElement("div");
      holder.appendChild(template.content.cloneNode(true));
      each(holder.querySelectorAll("*"), function (element) {
        each(Array.prototype.slice.call(element.attributes), function (attribute) {
          if (attribute.value.indexOf("NEW") >= 0 || attribute.value.indexOf("NUMBER") >= 0) {
            element.setAttribute(attribute.name, attribute.value.replace("NEW", next).replace("NUMBER", list.children.length + 1));
          }
        });
      });
      each(holder.querySelectorAll("[data-remove] .visually-hidden"), function (words) { words.textContent = "第" + (list.children.length + 1) + "项"; });
      var row = holder.firstElementChild;
      list.appendChild(row);
      renumber(list);
      var first = row.querySelector("select, input:not([type=hidden]), textarea");
      if (first) first.focus();
      touched();
    } else if (remove) {
      event.preventDefault();
      var gone = remove.closest("[data-row]");
      var rows = gone.parentNode;
      var filled = Array.prototype.some.call(gone.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), textarea"), function (element) { return element.value.trim(); });
      if (filled && !window.confirm("删去这一项？")) return;
      gone.remove();
      renumber(rows);
      touched();
      later();
    }
  });

  // Checks while one types.
  var timer = null, asked = 0;
  var live = form.querySelector("[data-live]");
  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, 500);
  }
  // In a form that was never saved, what lacks is told only where somebody has been.
  var visited = {};
  form.addEventListener("focusout", function (event) { if (event.target.name) visited[event.target.name] = true; });
  form.addEventListener("input", function () { touched(); later(); });
  form.addEventListener("change", function () { touched(); later(); });

  function ask() {
    var turn = ++asked;
    fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" })
      .then(function (answer) {
        if (answer.status === 401) throw new Error("expired");
        if (!answer.ok) throw new Error("refused");
        return answer.json();
      })
      .then(function (found) { if (turn === asked) show(found); })
      .catch(function (error) {
        if (turn === asked) say(error.message === "expired" ? "登录已过期。请先在新窗口登录，再保存。" : "暂时不能检查，可以继续填写。");
      });
  }

  function say(words) {
    if (!live) return;
    live.hidden = !words;
    if (live.textContent !== words) live.textContent = words;
  }

  function show(found) {
    each(document.querySelectorAll("[data-remarks]"), function (list) { list.textContent = ""; });
    each(form.querySelectorAll("[aria-invalid]"), function (element) { element.removeAttribute("aria-invalid"); });
    var wrong = 0;
    found.remarks.forEach(function (remark) {
      var name = remark.field, list = null;
      while (name && !(list = document.querySelector('[data-remarks="' + CSS.escape(name) + '"]'))) {
        name = name.indexOf(".") < 0 ? "" : name.slice(0, name.lastIndexOf("."));
      }
      if (remark.stops) wrong += 1;
      if (!list || (remark.missing && form.dataset.fresh && !visited[remark.field])) return;
      var item = document.createElement("li");
      item.className = remark.stops ? "stops" : "advice";
      item.textContent = remark.message + (remark.help ? "。" + remark.help : "");
      list.appendChild(item);
      var folded = list.closest("details");
      if (folded && remark.stops) folded.open = true;
      if (remark.stops) {
        each(form.querySelectorAll('[aria-describedby~="' + list.id + '"]'), function (element) { element.setAttribute("aria-invalid", "true"); });
      }
    });
    each(form.querySelectorAll("[data-formula]"), function (output) { formula(output, (found.formulas || {})[output.dataset.formula]); });
    each(form.querySelectorAll("[data-change]"), function (output) {
      var figure = (found.figures || {})[output.dataset.change];
      output.textContent = figure ? figure.change : "";
      output.className = "change" + (figure && figure.better ? " " + figure.better : "");
    });
    var count = form.querySelector("[data-count]");
    if (count && found.abstract !== undefined) {
      count.hidden = false;
      count.textContent = "已有" + found.abstract + "字";
    }
    var words = [];
    if (found.overtaken) words.push(found.overtaken);
    if (found.others && found.others.length) words.push(found.others.join("、") + "也打开了这份材料。");
    say(words.join(""));
    if (state) state.textContent = (dirty ? "有未保存的改动" : "") + (wrong && !form.dataset.fresh ? (dirty ? "，" : "") + wrong + "处要改正" : "");
    if (form.dataset.preview) look();
  }
  // A formula as it will be printed. What the server gives is read as XML, so that nothing but a formula can come of it.
  function formula(output, words) {
    if (output.dataset.words === words) return;
    output.dataset.words = words;
    output.textContent = "";
    if (!words) return;
    var read = new DOMParser().parseFromString(words, "application/xml").documentElement;
    if (read.localName === "math") output.appendChild(document.importNode(read, true));
  }

  // A table: the cell somebody is in chooses the row and the column for the buttons below it.
  form.addEventListener("focusin", function (event) {
    var cell = event.target.closest("[data-grid] td, [data-grid] th");
    if (!cell) return;
    var grid = cell.closest("[data-grid]"), number = grid.dataset.grid;
    var row = form.querySelector('[data-row-of="' + number + '"]'), column = form.querySelector('[data-column-of="' + number + '"]');
    row.value = cell.dataset.line;
    column.value = place(grid, cell);
    each(grid.querySelectorAll(".chosen"), function (one) { one.classList.remove("chosen"); });
    cell.classList.add("chosen");
  });
  function place(grid, wanted) {
    // Spans reach into rows below, so the columns are counted as a browser lays them out.
    var taken = {}, found = 0;
    each(grid.rows, function (row, y) {
      var x = 0;
      each(row.cells, function (cell) {
        while (taken[y + "," + x]) x += 1;
        if (cell === wanted) found = x;
        for (var down = 0; down < cell.rowSpan; down += 1) {
          for (var across = 0; across < cell.colSpan; across += 1) taken[(y + down) + "," + (x + across)] = true;
        }
        x += cell.colSpan;
      });
    });
    return String(found);
  }

  // After a step the page comes back to where somebody was.
  var at = form.querySelector("[data-at]");
  form.addEventListener("focusin", function (event) {
    var here = at && event.target.closest('[id^="n"]');
    if (here && /^n\d+$/.test(here.id)) at.value = here.id;
  });

  // The page as it will be, beside the texts where there is room.
  var side = document.querySelector("[data-side]"), near = "";
  form.addEventListener("focusin", function (event) {
    var section = event.target.closest("[data-anchor]");
    if (section) near = section.dataset.anchor;
  });
  function look() {
    if (!side || window.innerWidth < 960) return;
    side.hidden = false;
    if (word && !word.hidden) return;
    var copy = document.createElement("form");
    copy.method = "post";
    copy.action = form.dataset.preview + (near ? "#" + near : "");
    copy.target = "live";
    copy.hidden = true;
    new FormData(form).forEach(function (value, name) {
      var field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      copy.appendChild(field);
    });
    document.body.appendChild(copy);
    copy.submit();
    copy.remove();
  }

  // The pages of the Word draft, in the place of the page. What was shown last stays until there is something newer.
  var word = document.querySelector("[data-word]"), print = form.querySelector("[data-print]");
  var told = document.querySelector("[data-word-state]"), shown = false, quick = false, printed = 0, rest = null;
  var QUICK = 3, REST = 3000;
  function view(which) {
    word.hidden = which !== "word";
    document.querySelector("[data-frame]").hidden = which === "word";
    each(document.querySelectorAll("[data-view]"), function (button) { button.setAttribute("aria-pressed", String(button.dataset.view === which)); });
    if (which === "page") {
      // A print that is under way is not waited for any longer.
      printed += 1;
      remember(false);
      sayWord("", false);
      look();
    }
  }
  // Who works beside the Word pages has them again after saving, as long as they come quickly.
  function remember(kept) {
    try {
      if (kept) sessionStorage.setItem("desk-view", "word"); else sessionStorage.removeItem("desk-view");
    } catch (refused) { /* a browser that keeps nothing shows the page first */ }
  }
  function remembered() {
    try { return sessionStorage.getItem("desk-view") === "word"; } catch (refused) { return false; }
  }
  function sayWord(words, wrong) {
    told.textContent = words;
    told.classList.toggle("wrong", wrong);
  }
  function update() {
    clearTimeout(rest);
    var turn = ++printed, body = new URLSearchParams(new FormData(form));
    body.append("near", near);
    sayWord("正在生成……", false);
    get(print.formAction, { method: "POST", body: body }, turn);
  }
  function get(address, options, turn) {
    options.headers = { Accept: "application/json" };
    options.credentials = "same-origin";
    fetch(address, options)
      .then(function (answer) {
        if (answer.status === 401 || answer.redirected) throw new Error("expired");
        return answer.json();
      })
      .then(function (found) { if (turn === printed) settle(found, turn); })
      .catch(function (error) {
        if (turn === printed) sayWord(error.message === "expired" ? "登录已过期。请先在新窗口登录，再更新。" : "暂时不能更新，请稍后再试。", true);
      });
  }
  function settle(found, turn) {
    if (found.state === "waiting" || found.state === "printing") {
      setTimeout(function () { if (turn === printed) get(found.look, {}, turn); }, 700);
    } else if (found.state === "done") {
      shown = true;
      quick = found.seconds < QUICK;
      remember(quick);
      // A new address in the frame would be one more step back for the browser.
      word.contentWindow.location.replace(found.file);
      sayWord("已更新" + (quick ? "，停止键入后自动更新。" : "。"), false);
    } else if (found.state === "failed") {
      sayWord("没有更新：" + found.reason + "。" + (shown ? "下面是上一次的页面。" : ""), true);
    } else {
      sayWord("在别的窗口又更新过，请再按一次。", false);
    }
  }
  if (word && print) {
    print.addEventListener("click", function (event) {
      if (window.innerWidth < 960) return;
      event.preventDefault();
      side.hidden = false;
      view("word");
      update();
    });
    each(document.querySelectorAll("[data-view]"), function (button) {
      button.addEventListener("click", function () {
        view(button.dataset.view);
        if (button.dataset.view === "word") update();
      });
    });
    if (remembered() && window.innerWidth >= 960) {
      side.hidden = false;
      view("word");
      update();
    }
    form.addEventListener("input", function () {
      clearTimeout(rest);
      if (word.hidden || !shown) return;
      if (quick) rest = setTimeout(function () { if (!word.hidden) update(); }, REST);
      else sayWord("文字已有改动，按“更新Word预览”更新。", false);
    });
  }
  if (form.dataset.check && !form.dataset.fresh) ask();
})();
