// Filters above a table whose heads name facets (data-facet); the choice is kept in the address. Without the script the table is just whole.
(function () {
  "use strict";
  var table = document.querySelector("table[data-filter]");
  if (!table || !table.tBodies[0].rows.length) return;
  var rows = Array.prototype.slice.call(table.tBodies[0].rows);
  var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
  // As they stand before they are translated: an address means the same in both languages.
  var texts = rows.map(function (row) { return Array.prototype.map.call(row.cells, function (cell) { return cell.textContent; }); });
  var names = heads.map(function (head) { return head.textContent; });
  var query = new URLSearchParams(location.search);
  var site = window.zhunsheng;
  var t = site.text;
  var controls = [];
  site.ready.then(start);

  function make(name, attributes, text) {
    var node = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { node.setAttribute(key, key === "aria-label" ? t(attributes[key]) : attributes[key]); });
    if (text) node.textContent = t(text);
    return node;
  }

  function field(label, control) {
    var line = make("p");
    control.id = "filter-" + controls.length;
    line.appendChild(make("label", { for: control.id }, label));
    line.appendChild(control);
    bar.appendChild(line);
  }

  // Spaces and the forms of characters do not matter: a number may be typed in any way.
  function fold(text) {
    return text.normalize("NFKC").toLowerCase().replace(/\s/g, "").replace(/[‐‑‒–—―−]/g, "-");
  }

  var bar, words, status;
  function start() {
    bar = make("div", { class: "table-filter", role: "search", "aria-label": "筛选" + table.dataset.filter });
    words = make("input", { type: "search", autocomplete: "off" });
    words.value = query.get("q") || "";
    field("查找", words);
    controls.push({ name: "q", control: words, passes: function (row, index) { return fold(row.textContent + texts[index].join("")).indexOf(fold(words.value)) >= 0; } });

    var options = document.getElementById("node-options");
    if (options) {
      var nodes = make("select");
      nodes.appendChild(make("option", { value: "" }, "全部"));
      nodes.appendChild(document.importNode(options.content, true));
      choose(nodes, "node");
      field("体系编码", nodes);
      controls.push({ name: "node", control: nodes, passes: function (row) { return row.dataset.node.split(" ").indexOf(nodes.value) >= 0; } });
    }
    heads.forEach(function (head, column) {
      var facet = head.dataset.facet;
      if (!facet) return;
      var values = [];
      texts.forEach(function (row) {
        var value = row[column];
        if (value && values.indexOf(value) < 0) values.push(value);
      });
      var select = make("select");
      select.appendChild(make("option", { value: "" }, "全部"));
      values.forEach(function (value) { select.appendChild(make("option", { value: value }, value)); });
      choose(select, facet);
      field(names[column], select);
      controls.push({ name: facet, control: select, passes: function (row, index) { return texts[index][column] === select.value; } });
    });
    status = make("p", { role: "status", class: "case-count" });
    var box = table.closest(".table-box");
    box.parentNode.insertBefore(bar, box);
    box.parentNode.insertBefore(status, box);
    controls.forEach(function (one) { one.control.addEventListener(one.control === words ? "input" : "change", refresh); });
    refresh();
    // The controls above the table have moved it since the browser went to the anchor.
    if (location.hash) {
      var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target) target.scrollIntoView();
    }
  }

  // A value that the table does not have is no choice.
  function choose(select, name) {
    select.value = query.get(name) || "";
    if (select.selectedIndex < 0) select.value = "";
  }

  function refresh() {
    var active = controls.filter(function (one) { return one.control.value; });
    var shown = 0;
    rows.forEach(function (row, index) {
      var fits = active.every(function (one) { return one.passes(row, index); });
      row.hidden = !fits;
      shown += fits;
    });
    status.textContent = shown === rows.length ? t("共{0}项", shown) :
      shown ? t("共{0}项，符合条件的{1}项", rows.length, shown) : t("没有符合条件的标准。");
    var kept = active.map(function (one) { return one.name + "=" + encodeURIComponent(one.control.value); }).join("&");
    try {
      history.replaceState(null, "", location.pathname + (kept ? "?" + kept : "") + location.hash);
    } catch (error) {
      // Some browsers refuse this for pages opened from a folder.
    }
  }
})();
