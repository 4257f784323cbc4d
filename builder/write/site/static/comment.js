// The paper form for comments: shows what this browser keeps, prints it, saves it as a table that a spreadsheet opens.
(function () {
  "use strict";
  var site = window.zhunsheng;
  var rows = document.getElementById("_comment-rows");
  var form = document.getElementById("_comment-form");
  var status = document.getElementById("_comment-status");
  var columns = Array.prototype.map.call(document.querySelectorAll(".comment-table thead th"), function (cell) { return cell.textContent; });
  var wanted = new URLSearchParams(location.search).get("standard");
  var all = [];
  try { all = JSON.parse(site.kept("comments") || "[]"); } catch (error) { /* what cannot be read is begun anew */ }
  var mine = all.filter(function (one) { return !wanted || one.standard === wanted; });

  var person = {};
  try { person = JSON.parse(site.kept("commenter") || "{}"); } catch (error) { /* as above */ }
  ["unit", "person", "phone"].forEach(function (key) {
    form.elements[key].value = person[key] || "";
    form.elements[key].addEventListener("change", function () {
      person[key] = form.elements[key].value;
      site.keep("commenter", JSON.stringify(person));
      draw();
    });
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  if (mine.length) {
    form.elements.standard.value = mine[0].name;
    form.elements.number.value = mine[0].standardNumber;
  }

  function value(column, one, index) {
    if (/序号/.test(column)) return String(index + 1);
    if (/章条/.test(column)) return one.clause;
    if (/意见内容|意见$/.test(column) && !/处理/.test(column)) return one.comment + (one.reason ? "\n" + one.reason : "");
    if (/提出/.test(column)) return form.elements.unit.value;
    return "";
  }

  function draw() {
    document.getElementById("_comment-actions").hidden = false;
    if (!mine.length) { status.textContent = site.text("还没有记下意见。也可以直接打印这张空白表。"); return; }
    rows.textContent = "";
    mine.forEach(function (one, index) {
      var cells = columns.map(function (column) {
        var shown = value(column, one, index);
        if (!/意见内容/.test(column)) return site.make("td", {}, [shown]);
        var area = site.make("textarea", { "aria-label": site.text("第{0}条意见", index + 1) });
        area.value = shown;
        area.addEventListener("change", function () { one.comment = area.value; one.reason = ""; save(); });
        var away = site.make("button", { type: "button", "class": "button" }, [site.text("删除")]);
        away.setAttribute("aria-label", site.text("删除第{0}条意见", index + 1));
        away.addEventListener("click", function () { mine.splice(index, 1); all.splice(all.indexOf(one), 1); save(); location.reload(); });
        return site.make("td", {}, [area, away]);
      });
      rows.appendChild(site.make("tr", {}, cells));
    });
    status.textContent = site.text("共{0}条意见。", mine.length);
  }

  function save() { site.keep("comments", JSON.stringify(all)); }

  function csv() {
    var quote = function (text) { return '"' + String(text).replace(/"/g, '""').replace(/^([=+\-@])/, "'$1") + '"'; };
    var lines = [columns.concat(["条款id"]).map(quote).join(",")];
    mine.forEach(function (one, index) {
      lines.push(columns.map(function (column) { return quote(value(column, one, index)); }).concat([quote(one.anchor)]).join(","));
    });
    return "\ufeff" + lines.join("\r\n") + "\r\n";
  }

  document.getElementById("_comment-actions").addEventListener("click", function (event) {
    var act = event.target.dataset.act;
    if (act === "print") print();
    if (act === "csv") {
      var link = site.make("a", { download: "意见反馈表-" + (wanted || "全部") + ".csv", href: URL.createObjectURL(new Blob([csv()], { type: "text/csv" })) });
      link.click();
    }
    if (act === "mail") {
      var body = mine.map(function (one, index) { return index + 1 + ". " + one.clause + "：" + one.comment + (one.reason ? "\n   " + one.reason : ""); });
      var subject = "对" + form.elements.number.value + "《" + form.elements.standard.value + "》的意见";
      event.target.href = event.target.getAttribute("href").split("?")[0] + "?subject=" + encodeURIComponent(subject) +
        "&body=" + encodeURIComponent(body.join("\n") + "\n\n提出单位：" + form.elements.unit.value);
    }
    if (act === "clear" && confirm(site.text("删除这里的全部意见？"))) {
      all = all.filter(function (one) { return mine.indexOf(one) < 0; });
      save();
      location.reload();
    }
  });
  site.ready.then(draw);
})();
