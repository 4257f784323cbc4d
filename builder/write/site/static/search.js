// Plain text search over the shards of the index: what contains the words is found, and nothing else.
// It serves the results of search.html and the suggestions under the search field of every page.
(function () {
  "use strict";
  var site = window.zhunsheng;
  var SHOWN = 50;
  var AT_ONCE = 8;
  var LESS = { "规则": 60, "指南": 40 };
  var MORE = { "术语": 30, "标准": 40 };

  // --- folding: the same for texts and words ---

  var DROPPED = /(?<=[a-z0-9])\/(?=[tz](?![a-z]))|(?<![a-z])\s+|\s+(?![a-z])/g;

  function plain(text) { return text.normalize("NFKC").toLowerCase().replace(/[‐‑‒–—―−－]/g, "-"); }

  // Spaces count only between Latin letters; the bar of a standard's number (GB/T) and the space behind it never do.
  function fold(text) { return plain(text).replace(DROPPED, ""); }

  // The same with the place of each character in the text as it is shown.
  function mapped(text) {
    var whole = "";
    var places = [];
    for (var index = 0; index < text.length; index += 1) {
      var piece = plain(text[index]);
      for (var at = 0; at < piece.length; at += 1) places.push(index);
      whole += piece;
    }
    var kept = "";
    var keptPlaces = [];
    var from = 0;
    whole.replace(DROPPED, function (found) {
      var offset = arguments[arguments.length - 2];
      kept += whole.slice(from, offset);
      keptPlaces = keptPlaces.concat(places.slice(from, offset));
      from = offset + found.length;
      return "";
    });
    return { text: kept + whole.slice(from), places: keptPlaces.concat(places.slice(from)) };
  }

  // Words stand apart by spaces; quotes hold a phrase together, and so does a standard's code before its number.
  function wordsOf(query) {
    var joined = query.normalize("NFKC").replace(/(^|[^a-z0-9])((?:[a-z]{2,4}\d{0,6}\/[a-z]|t\/[a-z]{2,6})|gb[tz]?|iso|iec|db\d+\/?t?)\s+(?=[\dx])/gi, "$1$2");
    var words = [];
    joined.replace(/["“”]([^"“”]+)["“”]|([^\s"“”]+)/g, function (all, phrase, word) {
      var text = fold((phrase || word).trim());
      if (text && words.indexOf(text) < 0) words.push(text);
      return all;
    });
    return words;
  }

  // --- the index ---

  var manifest = null;
  var shards = [];
  var pairs = [];
  window.zhunshengSearch = {
    open: function (data) { manifest = data; },
    add: function (index, rows) {
      shards[index] = rows.map(function (row) {
        return { url: row[0], title: row[1], number: row[2], kind: row[3], where: row[4], text: row[5], head: fold(row[2] + " " + row[1]), body: fold(row[5]) };
      });
    },
    pairs: function (part, table) { pairs[part] = table; }
  };

  // Which shards can hold all the words: every pair of Chinese characters of a word must be in them.
  function candidates(words) {
    var all = manifest.shards.map(function (count, index) { return index; });
    if (!manifest.parts) return Promise.resolve(all);
    var wanted = [];
    words.forEach(function (word) {
      (word.match(/[\u3400-\u9fff]{2,}/g) || []).forEach(function (run) {
        for (var at = 0; at + 1 < run.length; at += 1) wanted.push(run.slice(at, at + 2));
      });
    });
    var parts = {};
    wanted.forEach(function (pair) { parts[pair.charCodeAt(0) % manifest.parts] = true; });
    return Promise.all(Object.keys(parts).map(function (part) { return site.load("search/pairs-" + part + ".js"); })).then(function () {
      return all.filter(function (index) {
        return wanted.every(function (pair) {
          var bits = pairs[pair.charCodeAt(0) % manifest.parts][pair] || "0";
          var digit = bits[bits.length - 1 - (index >> 2)];
          return digit !== undefined && parseInt(digit, 16) >> (index & 3) & 1;
        });
      });
    });
  }

  function occurrences(text, word) {
    var found = 0;
    for (var at = text.indexOf(word); at >= 0 && found < 10; at = text.indexOf(word, at + word.length)) found += 1;
    return found;
  }

  function scored(entry, words) {
    var score = (MORE[entry.kind] || 0) - (LESS[entry.kind] || 0);
    for (var index = 0; index < words.length; index += 1) {
      var word = words[index];
      var place = entry.head.indexOf(word);
      var inText = occurrences(entry.body, word);
      if (place < 0 && !inText) return null;
      var title = fold(entry.title);
      score += (title === word || fold(entry.number) === word ? 200 : 0) + (place >= 0 ? 100 : 0) + (place === 0 ? 20 : 0) + inText;
    }
    return score;
  }

  var turn = 0;
  // Looks through the shards one after another and tells what was found so far; a newer search ends an older one.
  function search(words, tell) {
    var mine = (turn += 1);
    var found = [];
    return site.load("search/manifest.js").then(function () { return candidates(words); }).then(function (list) {
      function batch(from) {
        if (mine !== turn) return null;
        var now = list.slice(from, from + AT_ONCE);
        return Promise.all(now.map(function (index) { return site.load("search/" + index + ".js"); })).then(function () {
          if (mine !== turn) return null;
          now.forEach(function (index) {
            shards[index].forEach(function (entry, place) {
              var score = scored(entry, words);
              if (score !== null) found.push({ entry: entry, score: score, order: index * 1e6 + place });
            });
          });
          found.sort(function (a, b) { return b.score - a.score || a.order - b.order; });
          var done = from + AT_ONCE >= list.length;
          tell(found, done);
          return done ? found : batch(from + AT_ONCE);
        });
      }
      return batch(0);
    });
  }

  // --- what is shown ---

  function ranges(text, words) {
    var whole = mapped(text);
    var found = [];
    words.forEach(function (word) {
      for (var at = whole.text.indexOf(word); at >= 0; at = whole.text.indexOf(word, at + word.length)) {
        found.push([whole.places[at], whole.places[at + word.length - 1] + 1]);
      }
    });
    return found.sort(function (a, b) { return a[0] - b[0]; });
  }

  function highlighted(parent, text, marks, from, to) {
    var at = from;
    marks.forEach(function (mark) {
      if (mark[1] <= at || mark[0] >= to) return;
      var start = Math.max(mark[0], at);
      parent.appendChild(document.createTextNode(text.slice(at, start)));
      parent.appendChild(site.make("mark", {}, [text.slice(start, Math.min(mark[1], to))]));
      at = Math.min(mark[1], to);
    });
    parent.appendChild(document.createTextNode(text.slice(at, to)));
    return parent;
  }

  function titleOf(entry) { return [entry.number, entry.title].filter(Boolean).join(" ") || entry.text.slice(0, 24); }

  function context(entry, words, length, parent) {
    var marks = ranges(entry.text, words);
    var start = marks.length ? Math.max(0, marks[0][0] - Math.round(length / 4)) : 0;
    var end = Math.min(entry.text.length, start + length);
    if (start > 0) parent.appendChild(document.createTextNode("…"));
    highlighted(parent, entry.text, marks, start, end);
    if (end < entry.text.length) parent.appendChild(document.createTextNode("…"));
    return parent;
  }

  // --- suggestions under the field of every page ---

  site.suggest = function (input) {
    var list = site.make("ul", { "class": "suggestions", role: "listbox", id: "_suggestions", "aria-label": site.text("搜索结果") });
    list.hidden = true;
    input.after(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", "_suggestions");
    input.setAttribute("aria-autocomplete", "list");
    var status = site.make("span", { "class": "visually-hidden", role: "status" });
    input.parentNode.appendChild(status);
    var chosen = -1;

    function hide() {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function choose(index) {
      var options = list.children;
      if (options[chosen]) options[chosen].setAttribute("aria-selected", "false");
      chosen = (index + options.length + 1) % (options.length + 1);
      if (chosen === options.length) { chosen = -1; input.removeAttribute("aria-activedescendant"); return; }
      options[chosen].setAttribute("aria-selected", "true");
      options[chosen].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[chosen].id);
    }
    function option(index, address, children, sort) {
      var element = site.make("li", { role: "option", id: "_suggestion-" + index, "aria-selected": "false", "data-to": address, "class": sort || null }, children);
      element.addEventListener("pointerdown", function (event) { event.preventDefault(); });
      element.addEventListener("click", function () { location.href = address; });
      return element;
    }
    function draw(words, query, found, done) {
      list.textContent = "";
      found.slice(0, 8).forEach(function (one, index) {
        var title = titleOf(one.entry);
        var kind = site.make("span", { "class": "tag" }, [site.text(one.entry.kind)]);
        list.appendChild(option(index, site.root + one.entry.url, [
          highlighted(site.make("span", { "class": "title" }), title, ranges(title, words), 0, title.length), document.createTextNode(" "), kind,
          context(one.entry, words, 60, site.make("span", { "class": "context" })), site.make("span", { "class": "where" }, [one.entry.where])
        ]));
      });
      var told = found.length ? site.text(done ? "共有{0}个结果" : "已找到{0}个结果，正在查找其余部分", found.length) : site.text(done ? "没有找到" : "正在查找");
      list.appendChild(option(9, site.root + "search.html?q=" + encodeURIComponent(query), [told + (found.length > 8 ? " — " + site.text("全部显示") : "")], "all"));
      list.hidden = document.activeElement !== input;
      input.setAttribute("aria-expanded", String(!list.hidden));
      status.textContent = told;
    }
    var waiting = 0;
    function look() {
      clearTimeout(waiting);
      waiting = setTimeout(function () {
        var query = input.value.trim();
        var words = wordsOf(query);
        chosen = -1;
        if (!words.length) { hide(); return; }
        search(words, function (found, done) { draw(words, query, found, done); });
      }, 80);
    }
    input.addEventListener("input", look);
    input.addEventListener("focus", function () { if (input.value.trim()) look(); });
    input.addEventListener("blur", hide);
    input.addEventListener("keydown", function (event) {
      if (event.isComposing) return;
      if ((event.key === "ArrowDown" || event.key === "ArrowUp") && list.children.length) {
        event.preventDefault();
        if (list.hidden) { list.hidden = false; input.setAttribute("aria-expanded", "true"); }
        choose(chosen < 0 && event.key === "ArrowUp" ? list.children.length - 1 : chosen + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        location.href = list.children[chosen].dataset.to;
      } else if (event.key === "Escape") {
        if (list.hidden) input.value = "";
        hide();
      }
    });
    if (input.value.trim()) look();
  };

  // --- the page of results ---

  var input = document.getElementById("search-words");
  if (!input) return;
  var form = input.form;
  var count = document.getElementById("search-count");
  var list = document.getElementById("search-results");
  var more = document.getElementById("search-more");
  var kinds = document.getElementById("search-kinds");
  var kind = "";

  function row(entry, words) {
    var heading = site.make("h2");
    var link = site.make("a", { href: site.root + entry.url });
    var title = titleOf(entry);
    highlighted(link, title, ranges(title, words), 0, title.length);
    heading.appendChild(link);
    heading.appendChild(document.createTextNode(" "));
    heading.appendChild(site.make("span", { "class": "tag" }, [site.text(entry.kind)]));
    var item = site.make("li", {}, [heading]);
    if (entry.text) item.appendChild(context(entry, words, 150, site.make("p")));
    item.appendChild(site.make("p", { "class": "muted" }, [entry.where]));
    return item;
  }

  // Kinds as buttons, each with how many results it has.
  function drawKinds(found, again) {
    var counted = {};
    found.forEach(function (one) { counted[one.entry.kind] = (counted[one.entry.kind] || 0) + 1; });
    kinds.textContent = "";
    var names = Object.keys(counted);
    if (names.length < 2) { kind = ""; return; }
    [""].concat(names).forEach(function (name) {
      var label = site.text(name || "全部") + "（" + (name ? counted[name] : found.length) + "）";
      var button = site.make("button", { type: "button", "class": "button", "aria-pressed": String(kind === name) }, [label]);
      button.addEventListener("click", function () { kind = name; again(); kinds.querySelector('[aria-pressed="true"]').focus(); });
      kinds.appendChild(button);
    });
  }

  function draw(query, words, found, done) {
    drawKinds(found, function () { draw(query, words, found, done); });
    var shown = found.filter(function (one) { return !kind || one.entry.kind === kind; });
    list.textContent = "";
    more.hidden = true;
    if (!done) count.textContent = site.text("已找到{0}个结果，正在查找其余部分", found.length);
    else count.textContent = found.length ? site.text("“{0}”共有{1}个结果", query, found.length) : site.text("没有找到“{0}”。请换一个词，或者减少词数。", query);
    function add(from, to) {
      shown.slice(from, to).forEach(function (one) { list.appendChild(row(one.entry, words)); });
    }
    add(0, SHOWN);
    if (shown.length > SHOWN) {
      more.hidden = false;
      more.textContent = site.text("显示其余{0}个结果", shown.length - SHOWN);
      more.onclick = function () {
        more.hidden = true;
        add(SHOWN, shown.length);
        list.children[SHOWN].querySelector("a").focus();
      };
    }
  }

  function show(query) {
    var words = wordsOf(query);
    kind = "";
    if (!words.length) {
      turn += 1;
      count.textContent = list.textContent = kinds.textContent = "";
      more.hidden = true;
      return;
    }
    search(words, function (found, done) { draw(query, words, found, done); });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    try {
      history.replaceState(null, "", "?q=" + encodeURIComponent(input.value));
    } catch (error) {
      // Some browsers refuse this for pages opened from a folder; the search itself works all the same.
    }
    show(input.value.trim());
  });
  // Arrows go from the field through the results and back.
  document.addEventListener("keydown", function (event) {
    if (event.isComposing || (event.key !== "ArrowDown" && event.key !== "ArrowUp" && event.key !== "Escape")) return;
    var links = Array.prototype.slice.call(list.querySelectorAll("h2 a"));
    var at = links.indexOf(document.activeElement);
    if (document.activeElement !== input && at < 0) return;
    event.preventDefault();
    var next = event.key === "Escape" ? -1 : at + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? input : links[Math.min(next, links.length - 1)] || input).focus();
  });
  input.value = new URLSearchParams(location.search).get("q") || "";
  show(input.value.trim());
  if (!input.value) input.focus();
})();
