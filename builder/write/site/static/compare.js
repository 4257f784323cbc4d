// Several cases side by side. The address names them; each is read from one small script.
(function () {
  "use strict";
  var box = document.getElementById("comparison");
  if (!box) return;
  var site = window.zhunsheng;
  var t = site.text;
  var root = box.dataset.root;
  var most = Number(box.dataset.most);
  var status = document.getElementById("compare-status");
  var choose = document.getElementById("compare-choose");
  var ids = wanted();
  var found = {};

  site.compared = function (one) { found[one.id] = one; };

  function wanted() {
    var named = (new URLSearchParams(location.search).get("cases") || "").split(",");
    // Only what can be an id becomes the address of a script.
    return named.filter(function (id, index) { return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id) && named.indexOf(id) === index; }).slice(0, most);
  }

  function make(name, attributes, children) {
    var node = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      if (key === "text") node.textContent = t(attributes[key]);
      else if (key === "aria-label" || key === "placeholder") node.setAttribute(key, t(attributes[key]));
      else if (attributes[key] !== null) node.setAttribute(key, attributes[key]);
    });
    (children || []).forEach(function (child) { node.appendChild(typeof child === "string" ? document.createTextNode(t(child)) : child); });
    return node;
  }

  function keep() {
    try {
      history.replaceState(null, "", location.pathname + (ids.length ? "?cases=" + ids.join(",") : ""));
    } catch (error) {
      // Some browsers refuse this for pages opened from a folder.
    }
  }

  var left = ids.length;
  ids.forEach(function (id) {
    var script = document.createElement("script");
    script.src = root + "case-data/cases/" + id + ".js";
    script.onload = script.onerror = function () { left -= 1; if (!left) site.ready.then(draw); };
    document.head.appendChild(script);
  });
  if (!left) site.ready.then(draw);

  function draw() {
    var missing = ids.filter(function (id) { return !found[id]; });
    var cases = ids.filter(function (id) { return found[id]; }).map(function (id) { return found[id]; });
    choose.href = "cases/index.html" + (cases.length ? "?pick=" + cases.map(function (one) { return one.id; }).join(",") : "");
    choose.textContent = t(cases.length ? "增减案例" : "到案例库选择案例");
    status.textContent = [
      missing.length ? t("没有找到案例：{0}。", missing.join("、")) : "",
      cases.length === 1 ? t("只选了一个案例，再选一个才能比较。") : "",
      cases.length ? "" : t("还没有选择案例。在案例库中勾选“比较”，再点“比较所选案例”。")
    ].join("");
    box.textContent = "";
    if (!cases.length) return;
    var table = make("table", { class: "comparison" }, [
      make("thead", {}, [make("tr", {}, [make("th", { scope: "col", text: "项目" })].concat(cases.map(function (one) { return heading(one, cases.length); })))]),
      make("tbody", {}, rows(cases))
    ]);
    box.appendChild(make("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": "案例比较表" }, [table]));
  }

  function heading(one, count) {
    var children = [make("a", { href: root + "cases/" + one.id + ".html", text: one.title })];
    if (count > 1) {
      var button = make("button", { type: "button", class: "button small", text: "移出", "aria-label": "移出比较：" + one.title });
      button.addEventListener("click", function () {
        ids = ids.filter(function (id) { return id !== one.id; });
        keep();
        draw();
        choose.focus();
      });
      children.push(make("p", { class: "no-print" }, [button]));
    }
    return make("th", { scope: "col" }, children);
  }

  function row(name, cells) {
    return make("tr", {}, [make("th", { scope: "row" }, name)].concat(cells.map(function (cell) { return make("td", {}, cell); })));
  }

  function band(text, count) {
    return make("tr", { class: "band" }, [make("th", { scope: "colgroup", colspan: String(count + 1), text: text })]);
  }

  function rows(cases) {
    var made = [];
    cases[0].facts.forEach(function (fact, index) {
      var cells = cases.map(function (one) { return [one.facts[index][1] || "—"]; });
      if (cells.some(function (cell) { return cell[0] !== "—"; })) made.push(row([fact[0]], cells));
    });
    var indicators = metrics(cases);
    if (indicators.length) made.push(band("改革前后", cases.length));
    indicators.forEach(function (entry) {
      made.push(row([entry.name, make("span", { class: "muted", text: "（" + entry.unit + "）" })], cases.map(function (one) { return figures(one, entry); })));
    });
    if (cases.some(function (one) { return one.ones.length; })) {
      made.push(band("五个“一”", cases.length));
      (cases.filter(function (one) { return one.ones.length; })[0].ones).forEach(function (entry, index) {
        made.push(row([entry[0]], cases.map(function (one) {
          return [one.ones.length ? (one.ones[index][1] ? "✓ 已实现" : "未实现") : "—"];
        })));
      });
    }
    made.push(band("做法与标准", cases.length));
    made.push(row(["摘要"], cases.map(function (one) { return [one.abstract]; })));
    made.push(row(["主要做法"], cases.map(function (one) {
      return one.practice.length ? [make("ul", {}, one.practice.map(function (part) { return make("li", {}, [part[1] + " ", make("span", { class: "tag", text: part[0] })]); }))] : ["—"];
    })));
    made.push(row(["支撑的条款"], cases.map(function (one) {
      return one.supports.length ? [make("ul", {}, one.supports.map(function (clause) {
        return make("li", {}, [make("a", { href: root + clause[1], title: clause[2], text: clause[0] })]);
      }))] : ["—"];
    })));
    return made;
  }

  // An indicator in another unit is another line: working days and hours have no common scale.
  function metrics(cases) {
    var entries = {};
    cases.forEach(function (one) {
      one.metrics.forEach(function (metric) {
        var key = metric.key + " " + metric.unit;
        var entry = entries[key] || (entries[key] = { key: metric.key, unit: metric.unit, name: metric.name, order: metric.order, most: metric.unit === "%" ? 100 : 0 });
        entry.most = Math.max(entry.most, metric.before || 0, metric.after || 0);
      });
    });
    return Object.keys(entries).map(function (key) { return entries[key]; }).sort(function (a, b) {
      return a.order - b.order || (a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : 0);
    });
  }

  function figures(one, entry) {
    var metric = one.metrics.filter(function (each) { return each.key === entry.key && each.unit === entry.unit; })[0];
    if (!metric) return ["—"];
    if (metric.before === null || metric.after === null) return [metric.after === null ? metric.printed[0] : metric.printed[1]];
    var words = make("span", { class: "pair", text: metric.printed[0] + "→" + metric.printed[1] });
    return [words, bars(metric, entry.most), make("span", { class: "muted", text: metric.change })];
  }

  function bars(metric, longest) {
    var space = "http://www.w3.org/2000/svg";
    var svg = document.createElementNS(space, "svg");
    svg.setAttribute("width", "100%");
    svg.setAttribute("height", "20");
    svg.setAttribute("class", "share");
    // The numbers stand beside it as text.
    svg.setAttribute("aria-hidden", "true");
    [[metric.before, "bar-before"], [metric.after, "bar-after"]].forEach(function (bar, index) {
      if (!bar[0] || !longest) return;
      var rect = document.createElementNS(space, "rect");
      rect.setAttribute("x", "0");
      rect.setAttribute("y", String(1 + index * 10));
      rect.setAttribute("height", "8");
      rect.setAttribute("width", (bar[0] / longest * 99).toFixed(1) + "%");
      rect.setAttribute("class", bar[1]);
      svg.appendChild(rect);
    });
    return svg;
  }
})();
