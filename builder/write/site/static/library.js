// The library of cases: facets, search as you type, sorting and a choice for the comparison, all kept in the address of the page.
(function () {
  "use strict";
  var box = document.getElementById("case-library");
  if (!box) return;
  var site = window.zhunsheng;
  var t = site.text;
  var root = box.dataset.root;
  var SLICE = 30;
  var FIGURES = 4;
  var MOST = 6;
  var NONE = "-";
  var FACETS = [
    ["measure", "改革举措"], ["category", "案例类别"], ["level", "层级"], ["region", "地区"],
    ["status", "状态"], ["indicator", "成效指标"], ["standard", "支撑的标准"]
  ];
  var head = null;
  var cases = [];
  var texts = null;
  var shown = [];
  var drawn = 0;
  var state = read();
  var parts = {};

  // --- data: every shard is a script that calls one of these ----------------------------------------------------------
  Object.assign(site, {
    table: function (data) { head = data; },
    rows: function (number, rows) {
      rows.forEach(function (row, index) {
        var order = number * 500 + index;
        cases[order] = {
          order: order, id: row[0], title: row[1], department: row[2], category: row[3], level: row[4], region: row[5], status: row[6],
          measures: row[7], submitted: row[8],
          standards: row[9].map(function (one) { return head.facets.standard[one][0]; }),
          clauses: row[10].map(function (one) { return head.clauses[one][0] + "#" + head.clauses[one][1]; }),
          metrics: row[11].map(function (one) {
            return { key: one[0], unit: head.units[one[1]], before: one[2], after: one[3], change: one[4], effect: one[5] };
          })
        };
      });
    },
    texts: function (number, rows) {
      rows.forEach(function (text, index) { texts[number * 500 + index] = text; });
    }
  });

  function load(name, done) {
    var script = document.createElement("script");
    script.src = root + "case-data/" + name;
    script.onload = done;
    script.onerror = function () {
      document.getElementById("case-list").hidden = false;
      if (parts.status) parts.status.textContent = t("有一部分案例数据没有读到，结果可能不全。请刷新页面再试。");
    };
    document.head.appendChild(script);
  }

  function each(count, name, step, done) {
    var number = 0;
    (function next() {
      if (number === count) { done(); return; }
      load(name(number), function () { number += 1; step(number); next(); });
    })();
  }

  site.ready.then(function () { load("index.js", start); });
  function start() {
    build();
    each(head.shards, function (number) { return "list-" + number + ".js"; }, function (read) {
      // The first results stand as soon as the first shard is there.
      if (read === 1 || read === head.shards) {
        box.hidden = false;
        document.getElementById("case-list").hidden = true;
        withTexts(refresh);
      }
    }, function () {});
  }

  // The texts are large and only a search looks at them.
  function withTexts(done) {
    if (!state.q || texts) { done(); return; }
    texts = [];
    each(head.shards, function (number) { return "text-" + number + ".js"; }, function () {}, function () { prepared = []; done(); });
    done();
  }

  // --- the address ------------------------------------------------------------------------------------------------------
  function read() {
    var query = new URLSearchParams(location.search);
    var found = { q: query.get("q") || "", sort: query.get("sort") || "newest", clause: query.get("clause") || "", pick: list(query.get("pick")) };
    FACETS.forEach(function (facet) { found[facet[0]] = list(query.get(facet[0])); });
    return found;
  }

  function list(text) {
    return (text || "").split(",").filter(Boolean);
  }

  function address() {
    var query = [];
    if (state.q) query.push("q=" + encodeURIComponent(state.q));
    FACETS.forEach(function (facet) {
      if (state[facet[0]].length) query.push(facet[0] + "=" + state[facet[0]].map(encodeURIComponent).join(","));
    });
    if (state.clause) query.push("clause=" + encodeURIComponent(state.clause));
    if (state.sort !== "newest") query.push("sort=" + encodeURIComponent(state.sort));
    if (state.pick.length) query.push("pick=" + state.pick.map(encodeURIComponent).join(","));
    return query.length ? "?" + query.join("&") : "";
  }

  function keep() {
    try {
      history.replaceState(null, "", location.pathname + address());
    } catch (error) {
      // Some browsers refuse this for pages opened from a folder; everything but the address works all the same.
    }
  }

  // --- filtering --------------------------------------------------------------------------------------------------------
  function values(one, facet) {
    switch (facet) {
      case "measure": return one.measures;
      case "category": return [one.category];
      case "level": return [one.level];
      case "region": return regions(one.region);
      case "status": return [one.status];
      case "indicator": return one.metrics.map(function (metric) { return metric.key; });
      default: return one.standards.length ? one.standards : [NONE];
    }
  }

  // A city lies in its province: a case of the city is found under both.
  function regions(code) {
    if (!/^(\d\d)+$/.test(code)) return code ? [code] : [];
    var found = [];
    for (var length = 2; length <= code.length; length += 2) found.push(code.slice(0, length));
    return found;
  }

  function fold(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  var prepared = [];
  function words() {
    return fold(state.q).split(/\s+/).filter(Boolean);
  }

  function matches(one, wanted) {
    if (!wanted.length) return true;
    var text = prepared[one.order];
    if (text === undefined) {
      text = fold([one.title, one.department, (texts || [])[one.order] || ""].join("\n"));
      prepared[one.order] = text;
    }
    return wanted.every(function (word) { return text.indexOf(word) >= 0; });
  }

  // One look at each case: it counts for a facet when it passes all others, whatever is chosen in that facet itself.
  function filter() {
    var wanted = words();
    var counts = {};
    FACETS.forEach(function (facet) { counts[facet[0]] = {}; });
    var found = [];
    cases.forEach(function (one) {
      if (!matches(one, wanted)) return;
      if (state.clause && one.clauses.indexOf(state.clause) < 0) return;
      var failed = [];
      var own = {};
      FACETS.forEach(function (facet) {
        var key = facet[0];
        own[key] = values(one, key);
        var chosen = state[key];
        if (chosen.length && !own[key].some(function (value) { return chosen.indexOf(value) >= 0; })) failed.push(key);
      });
      if (!failed.length) found.push(one);
      FACETS.forEach(function (facet) {
        var key = facet[0];
        if (failed.length && !(failed.length === 1 && failed[0] === key)) return;
        own[key].forEach(function (value) { counts[key][value] = (counts[key][value] || 0) + 1; });
      });
    });
    return { found: found, counts: counts };
  }

  function metricOf(one, key) {
    for (var index = 0; index < one.metrics.length; index += 1) if (one.metrics[index].key === key) return one.metrics[index];
    return null;
  }

  function sorted(found) {
    var sort = state.sort;
    var value;
    if (sort === "oldest") value = function (one) { return -one.order; };
    else if (sort.indexOf("effect-") === 0) {
      value = function (one) { var metric = metricOf(one, sort.slice(7)); return metric && metric.effect !== null ? -metric.effect : Infinity; };
    } else if (sort.indexOf("most-") === 0) {
      value = function (one) { var metric = metricOf(one, sort.slice(5)); return metric && metric.after !== null ? -metric.after : Infinity; };
    } else if (sort === "title") {
      return found.slice().sort(function (a, b) { return a.title.localeCompare(b.title, "zh-CN") || a.order - b.order; });
    } else value = function (one) { return one.order; };
    // Infinity minus Infinity is no number: equal keys are told apart by their order.
    return found.slice().sort(function (a, b) { var x = value(a), y = value(b); return x === y ? a.order - b.order : x < y ? -1 : 1; });
  }

  // --- the frame, built once --------------------------------------------------------------------------------------------
  function make(name, attributes, children) {
    var node = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      if (key === "text") node.textContent = t(attributes[key]);
      else if (key === "aria-label" || key === "placeholder") node.setAttribute(key, t(attributes[key]));
      else if (attributes[key] === true) node.setAttribute(key, "");
      else if (attributes[key] !== false && attributes[key] !== null) node.setAttribute(key, attributes[key]);
    });
    (children || []).forEach(function (child) { node.appendChild(typeof child === "string" ? document.createTextNode(t(child)) : child); });
    return node;
  }

  function build() {
    parts.search = make("input", { type: "search", id: "case-words", autocomplete: "off", placeholder: "案例名称、单位、事项、做法" });
    parts.search.value = state.q;
    parts.search.addEventListener("input", function () {
      state.q = parts.search.value.trim();
      withTexts(refresh);
    });
    parts.sort = make("select", { id: "case-sort" });
    options().forEach(function (option) { parts.sort.appendChild(make("option", { value: option[0], text: option[1] })); });
    if (!options().some(function (option) { return option[0] === state.sort; })) state.sort = "newest";
    parts.sort.value = state.sort;
    parts.sort.addEventListener("change", function () { state.sort = parts.sort.value; refresh(); });
    parts.status = make("p", { role: "status", class: "case-count" });
    parts.chips = make("ul", { class: "chips", "aria-label": "已选条件" });
    parts.results = make("div", { class: "cards", id: "case-results" });
    parts.more = make("button", { type: "button", class: "button", hidden: true });
    parts.more.addEventListener("click", function () {
      var first = drawn;
      draw();
      parts.results.children[first].querySelector("a").focus();
    });
    parts.picks = make("div", { class: "picks", role: "region", "aria-label": "准备比较的案例", hidden: true });
    var facets = make("div", { class: "facets" }, FACETS.map(facet));
    parts.facets = make("details", { class: "facet-box" }, [make("summary", { text: "筛选" }), facets]);
    parts.facets.open = matchMedia("(min-width: 60rem)").matches;
    var bar = make("div", { class: "case-bar" }, [
      make("p", {}, [make("label", { for: "case-words", text: "在案例中查找" }), parts.search]),
      make("p", {}, [make("label", { for: "case-sort", text: "排序" }), parts.sort])
    ]);
    box.appendChild(bar);
    box.appendChild(make("div", { class: "case-columns" }, [
      parts.facets,
      make("div", { class: "case-found" }, [parts.status, parts.chips, parts.results, make("p", {}, [parts.more])])
    ]));
    box.appendChild(parts.picks);
  }

  function options() {
    var found = [["newest", "最新提交在前"], ["oldest", "最早提交在前"], ["title", "按名称"]];
    head.facets.indicator.forEach(function (indicator) {
      if (head.contexts.indexOf(indicator[0]) < 0) found.push(["effect-" + indicator[0], "成效大的在前：" + indicator[1]]);
      else if (indicator[0] === "volume") found.push(["most-volume", "年办件量大的在前"]);
    });
    return found;
  }

  function facet(entry) {
    var key = entry[0];
    var labels = head.facets[key].slice();
    if (key === "standard") labels.push([NONE, "还没有对应的条款"]);
    var rows = labels.map(function (value) {
      var input = make("input", { type: "checkbox", value: value[0] });
      input.checked = state[key].indexOf(value[0]) >= 0;
      input.addEventListener("change", function () { toggle(key, value[0], input.checked); });
      var count = make("span", { class: "count" });
      var depth = key === "region" && /^\d+$/.test(value[0]) ? value[0].length / 2 - 1 : 0;
      var item = make("li", { class: depth ? "inside-" + Math.min(depth, 2) : null }, [
        make("label", {}, [input, make("span", { class: "facet-label", text: value[1] }), count])
      ]);
      return { value: value[0], label: value[1], input: input, count: count, item: item };
    });
    var list = make("ul", { class: rows.length > 12 ? "long" : null }, rows.map(function (row) { return row.item; }));
    var details = make("details", { class: "facet" }, [make("summary", { text: entry[1] }), list]);
    details.open = state[key].length > 0 || ["measure", "category", "level"].indexOf(key) >= 0;
    parts["facet-" + key] = rows;
    return details;
  }

  function toggle(key, value, on) {
    state[key] = state[key].filter(function (one) { return one !== value; });
    if (on) state[key].push(value);
    // The order of the table, so that the same choice has the same address.
    var order = parts["facet-" + key].map(function (row) { return row.value; });
    state[key].sort(function (a, b) { return order.indexOf(a) - order.indexOf(b); });
    refresh();
  }

  // --- results ------------------------------------------------------------------------------------------------------------
  function refresh() {
    var result = filter();
    shown = sorted(result.found);
    FACETS.forEach(function (facet) {
      var counts = result.counts[facet[0]];
      parts["facet-" + facet[0]].forEach(function (row) {
        var count = counts[row.value] || 0;
        row.count.textContent = count;
        row.input.checked = state[facet[0]].indexOf(row.value) >= 0;
        row.input.setAttribute("aria-label", t(row.label) + t("，{0}个案例", count));
        row.item.classList.toggle("empty", !count);
        // A value of which there is no case at all is not offered unless it was asked for.
        row.item.hidden = !count && !row.input.checked && !cases.some(function (one) { return values(one, facet[0]).indexOf(row.value) >= 0; });
      });
    });
    var read = cases.length === head.count ? "" : t("（正在读取其余案例）");
    parts.status.textContent = (shown.length === head.count ? t("共{0}个案例", head.count) :
      shown.length ? t("共{0}个案例，符合条件的{1}个", head.count, shown.length) : t("没有符合条件的案例。请减少条件，或者换一个词。")) + read;
    chips();
    parts.results.textContent = "";
    drawn = 0;
    draw();
    picks();
    keep();
  }

  function draw() {
    var until = Math.min(drawn + SLICE, shown.length);
    var wanted = words();
    for (; drawn < until; drawn += 1) parts.results.appendChild(card(shown[drawn], wanted));
    parts.more.hidden = drawn >= shown.length;
    parts.more.textContent = t("再显示{0}个（还有{1}个）", Math.min(SLICE, shown.length - drawn), shown.length - drawn);
  }

  function chips() {
    parts.chips.textContent = "";
    function chip(label, off) {
      var button = make("button", { type: "button", class: "chip", "aria-label": "去掉条件：" + label }, [label, make("span", { "aria-hidden": "true", text: " ✕" })]);
      button.addEventListener("click", function () { off(); refresh(); parts.search.focus(); });
      parts.chips.appendChild(make("li", {}, [button]));
    }
    FACETS.forEach(function (facet) {
      state[facet[0]].forEach(function (value) {
        var row = parts["facet-" + facet[0]].filter(function (one) { return one.value === value; })[0];
        chip(facet[1] + "：" + (row ? row.label : value), function () {
          state[facet[0]] = state[facet[0]].filter(function (one) { return one !== value; });
        });
      });
    });
    if (state.clause) {
      var found = head.clauses.filter(function (one) { return one[0] + "#" + one[1] === state.clause; })[0];
      chip("支撑条款：" + (found ? found[2] : state.clause), function () { state.clause = ""; });
    }
    if (state.q) chip("查找：" + state.q, function () { state.q = ""; parts.search.value = ""; });
    if (parts.chips.children.length > 1) {
      var all = make("button", { type: "button", class: "chip", text: "全部清除" });
      all.addEventListener("click", function () {
        FACETS.forEach(function (facet) { state[facet[0]] = []; });
        state.clause = state.q = parts.search.value = "";
        refresh();
        parts.search.focus();
      });
      parts.chips.appendChild(make("li", {}, [all]));
    }
    parts.chips.hidden = !parts.chips.children.length;
  }

  function number(value) {
    return String(value);
  }

  function card(one, wanted) {
    var link = make("a", { href: root + "cases/" + one.id + ".html" });
    mark(link, one.title, wanted);
    var category = head.facets.category.filter(function (entry) { return entry[0] === one.category; })[0];
    var meta = make("p", { class: "tile-meta" }, [one.department + " ", make("span", { class: "tags" }, [make("span", { class: "tag", text: category[1] })])]);
    var children = [make("h2", {}, [link]), meta];
    var both = one.metrics.filter(function (metric) { return metric.before !== null && metric.after !== null && metric.before !== metric.after; });
    var first = state.sort.indexOf("effect-") === 0 ? state.sort.slice(7) : "";
    both.sort(function (a, b) { return (b.key === first) - (a.key === first); });
    var figures = both.slice(0, FIGURES).map(function (metric) {
      var entry = head.facets.indicator.filter(function (row) { return row[0] === metric.key; })[0];
      var change = metric.key === first ? [make("span", { class: "change", text: metric.change })] : [];
      return make("li", {}, [make("span", { text: entry[1] }), make("b", { text: number(metric.before) + "→" + number(metric.after) + metric.unit })].concat(change));
    });
    if (figures.length) children.push(make("ul", { class: "figures" }, figures));
    var passage = excerpt(one, wanted);
    if (passage) children.push(passage);
    var input = make("input", { type: "checkbox", "aria-label": "比较：" + one.title });
    input.checked = state.pick.indexOf(one.id) >= 0;
    input.addEventListener("change", function () { pick(one, input); });
    children.push(make("p", { class: "pick" }, [make("label", {}, [input, "比较"])]));
    return make("article", { class: "tile" }, children);
  }

  // Where a word stands in the text and not in the title, the reader sees why the case was found.
  function excerpt(one, wanted) {
    var text = (texts || [])[one.order] || "";
    var head = fold(one.title + "\n" + one.department);
    var folded = fold(text);
    var missing = wanted.filter(function (word) { return head.indexOf(word) < 0; })[0];
    // Folding keeps the length of nearly all texts; where it does not, places would be wrong and nothing is shown.
    if (!missing || folded.length !== text.length) return null;
    var at = folded.indexOf(missing);
    if (at < 0) return null;
    var start = Math.max(0, at - 18);
    var end = Math.min(text.length, at + missing.length + 30);
    var node = make("p", { class: "muted excerpt" });
    if (start) node.appendChild(document.createTextNode("…"));
    mark(node, text.slice(start, end).replace(/\n/g, "　"), [missing]);
    if (end < text.length) node.appendChild(document.createTextNode("…"));
    return node;
  }

  function mark(node, text, wanted) {
    var folded = fold(text);
    var at = 0;
    if (folded.length === text.length) {
      while (at < text.length) {
        var next = -1;
        var length = 0;
        wanted.forEach(function (word) {
          var place = folded.indexOf(word, at);
          if (place >= 0 && (next < 0 || place < next)) { next = place; length = word.length; }
        });
        if (next < 0) break;
        node.appendChild(document.createTextNode(text.slice(at, next)));
        node.appendChild(make("mark", { text: text.slice(next, next + length) }));
        at = next + length;
      }
    }
    node.appendChild(document.createTextNode(text.slice(at)));
  }

  // --- the choice for the comparison ----------------------------------------------------------------------------------
  function pick(one, input) {
    if (input.checked && state.pick.length >= MOST) {
      input.checked = false;
      parts.full = true;
    } else {
      parts.full = false;
      state.pick = state.pick.filter(function (id) { return id !== one.id; });
      if (input.checked) state.pick.push(one.id);
    }
    picks();
    keep();
  }

  function picks() {
    parts.picks.textContent = "";
    parts.picks.hidden = !state.pick.length;
    if (!state.pick.length) return;
    var names = state.pick.map(function (id) {
      var found = cases.filter(function (one) { return one && one.id === id; })[0];
      return found ? found.title : id;
    });
    var note = parts.full ? t("最多同时比较{0}个案例。", MOST) : state.pick.length < 2 ? t("再选一个就可以比较。") : "";
    parts.picks.appendChild(make("p", { role: "status" }, [t("已选{0}个：{1}。", state.pick.length, names.join("、")) + note]));
    var go = make("a", { class: "button primary", href: root + "compare.html?cases=" + state.pick.map(encodeURIComponent).join(","), text: "比较所选案例" });
    var clear = make("button", { type: "button", class: "button", text: "清空" });
    clear.addEventListener("click", function () {
      state.pick = [];
      Array.prototype.forEach.call(parts.results.querySelectorAll(".pick input"), function (input) { input.checked = false; });
      picks();
      keep();
      parts.search.focus();
    });
    parts.picks.appendChild(make("p", { class: "downloads" }, [go, clear]));
  }
})();
