// Plain text search over search-index.js: what contains the words is found, and nothing else.
(function () {
  "use strict";
  var SHOWN = 50;
  var form = document.querySelector("form.search-form");
  var input = document.getElementById("search-words");
  var count = document.getElementById("search-count");
  var list = document.getElementById("search-results");
  var more = document.getElementById("search-more");
  var folded = null;

  // One character of text at a time, so that a place in the folded text leads back to the text as it is shown.
  function foldCharacter(character) {
    return character.normalize("NFKC").toLowerCase().replace(/[‐‑‒–—―−－]/g, "-");
  }

  // Spaces count only between Latin letters; the bar of a standard's number (GB/T) and the space behind it never do.
  function isDropped(text, index) {
    var character = text[index];
    if (character === "/") return /[a-z0-9]/.test(text[index - 1] || "") && /^[tz](?![a-z])/.test(text.slice(index + 1, index + 3));
    if (!/\s/.test(character)) return false;
    return !(/[a-z]/.test(text[index - 1] || "") && /[a-z]/.test(text[index + 1] || ""));
  }

  function fold(text) {
    var characters = [];
    var places = [];
    for (var index = 0; index < text.length; index += 1) {
      var piece = foldCharacter(text[index]);
      for (var at = 0; at < piece.length; at += 1) {
        characters.push(piece[at]);
        places.push(index);
      }
    }
    var whole = characters.join("");
    var kept = "";
    var keptPlaces = [];
    for (var position = 0; position < whole.length; position += 1) {
      if (isDropped(whole, position)) continue;
      kept += whole[position];
      keptPlaces.push(places[position]);
    }
    return { text: kept, places: keptPlaces };
  }

  // Words stand apart by spaces; quotes hold a phrase together, and so does a standard's code before its number.
  function wordsOf(query) {
    var plain = query.normalize("NFKC").replace(/\b((?:[a-z]{2,4}\d{0,6}\/[a-z])|gb|iso|iec|db\d+)\s+(?=[\dx])/gi, "$1");
    var words = [];
    plain.replace(/["“”]([^"“”]+)["“”]|([^\s"“”]+)/g, function (all, phrase, word) {
      var text = fold((phrase || word).trim()).text;
      if (text) words.push(text);
      return all;
    });
    return words;
  }

  function prepared() {
    if (!folded) {
      folded = (window.zhunshengIndex || []).map(function (entry) {
        return { entry: entry, head: fold(entry.number + " " + entry.title).text, text: fold(entry.text).text };
      });
    }
    return folded;
  }

  function occurrences(text, word) {
    var found = 0;
    for (var at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) found += 1;
    return found;
  }

  function search(words) {
    var found = [];
    prepared().forEach(function (one, order) {
      var score = 0;
      for (var index = 0; index < words.length; index += 1) {
        var word = words[index];
        var inHead = one.head.indexOf(word) >= 0;
        var inText = occurrences(one.text, word);
        if (!inHead && !inText) return;
        score += (one.head === word ? 200 : 0) + (inHead ? 100 : 0) + Math.min(inText, 10);
      }
      found.push({ entry: one.entry, score: score, order: order });
    });
    return found.sort(function (a, b) { return b.score - a.score || a.order - b.order; });
  }

  function ranges(text, words) {
    var whole = fold(text);
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
      var element = document.createElement("mark");
      element.textContent = text.slice(start, Math.min(mark[1], to));
      parent.appendChild(element);
      at = Math.min(mark[1], to);
    });
    parent.appendChild(document.createTextNode(text.slice(at, to)));
  }

  function row(entry, words) {
    var item = document.createElement("li");
    var heading = document.createElement("h2");
    var link = document.createElement("a");
    link.href = entry.url;
    var title = [entry.number, entry.title].filter(Boolean).join(" ") || entry.text.slice(0, 24);
    highlighted(link, title, ranges(title, words), 0, title.length);
    heading.appendChild(link);
    var kind = document.createElement("span");
    kind.className = "tag";
    kind.textContent = entry.kind;
    heading.appendChild(document.createTextNode(" "));
    heading.appendChild(kind);
    item.appendChild(heading);

    var marks = ranges(entry.text, words);
    var start = marks.length ? Math.max(0, marks[0][0] - 40) : 0;
    var end = Math.min(entry.text.length, start + 150);
    if (entry.text) {
      var context = document.createElement("p");
      if (start > 0) context.appendChild(document.createTextNode("…"));
      highlighted(context, entry.text, marks, start, end);
      if (end < entry.text.length) context.appendChild(document.createTextNode("…"));
      item.appendChild(context);
    }
    var where = document.createElement("p");
    where.className = "muted";
    where.textContent = entry.where;
    item.appendChild(where);
    return item;
  }

  function show(query) {
    var words = wordsOf(query);
    list.textContent = "";
    more.hidden = true;
    if (!words.length) {
      count.textContent = "";
      return;
    }
    var found = search(words);
    count.textContent = found.length ? "“" + query + "”共有" + found.length + "个结果" : "没有找到“" + query + "”。请换一个词，或者减少词数。";
    function add(from, to) {
      found.slice(from, to).forEach(function (one) { list.appendChild(row(one.entry, words)); });
    }
    add(0, SHOWN);
    if (found.length > SHOWN) {
      more.hidden = false;
      more.textContent = "显示其余" + (found.length - SHOWN) + "个结果";
      more.onclick = function () {
        more.hidden = true;
        add(SHOWN, found.length);
        list.children[SHOWN].querySelector("a").focus();
      };
    }
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
  input.value = new URLSearchParams(location.search).get("q") || "";
  show(input.value.trim());
  if (!input.value) input.focus();
})();
