// Runs before the page is drawn: the reader's colours and language, kept in this browser only.
(function () {
  "use strict";
  var html = document.documentElement;
  var kept = {};
  try {
    kept = { theme: localStorage.getItem("zhunsheng-theme"), language: localStorage.getItem("zhunsheng-language") };
  } catch (error) { /* a browser that keeps nothing shows the defaults */ }
  var asked = /[?&]lang=(zh|en)\b/.exec(location.search);
  if (kept.theme === "dark" || kept.theme === "light") html.dataset.theme = kept.theme;
  else if (window.matchMedia && matchMedia("(prefers-color-scheme: dark)").matches) html.dataset.theme = "dark";
  if ((asked ? asked[1] : kept.language) === "en") html.dataset.language = "en";

  var site = window.zhunsheng = { root: html.dataset.root || "./" };
  site.keep = function (key, value) {
    try { localStorage.setItem("zhunsheng-" + key, value); } catch (error) { /* see above */ }
  };
  site.kept = function (key) {
    try { return localStorage.getItem("zhunsheng-" + key); } catch (error) { return null; }
  };
  // A page opened from a folder may not fetch a file, but it may load a script.
  var loading = {};
  site.load = function (name) {
    if (!loading[name]) {
      loading[name] = new Promise(function (done, failed) {
        var script = document.createElement("script");
        script.src = site.root + name;
        script.onload = done;
        script.onerror = failed;
        document.head.appendChild(script);
      });
    }
    return loading[name];
  };
  // Texts of the interface: Chinese as they stand, English where english.js has them; {0} and {1} are filled in.
  site.text = function (chinese) {
    var values = Array.prototype.slice.call(arguments, 1);
    var text = (html.dataset.language === "en" && english(chinese)) || chinese;
    return fill(text, values);
  };
  function fill(text, values) {
    return values.length ? text.replace(/\{(\d)\}/g, function (all, index) { return values[index]; }) : text;
  }
  // A text is looked up as it stands, then with its numbers taken out, then in two parts: “状态（2026-06-15）”, “查找：公文”.
  function english(chinese) {
    var dictionary = window.zhunshengEnglish;
    if (!dictionary) return null;
    if (dictionary[chinese]) return dictionary[chinese];
    var numbers = [];
    var pattern = chinese.replace(/\d[\d.-]*/g, function (number) { return "{" + (numbers.push(number) - 1) + "}"; });
    if (numbers.length && dictionary[pattern]) return fill(dictionary[pattern], numbers);
    var parts = /^([^（：]+)(?:（(.+)）|：(.+))$/.exec(chinese);
    var first = parts && english(parts[1]);
    if (!first) return null;
    return parts[2] ? first + " (" + (english(parts[2]) || parts[2]) + ")" : first + ": " + (english(parts[3]) || parts[3]);
  }
  // What is shown in English waits for the words; in Chinese nothing is waited for.
  site.ready = html.dataset.language === "en" ? site.load("_static/english.js") : Promise.resolve();
  // Makes an element: name, attributes, children (texts or elements).
  site.make = function (name, attributes, children) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      if (attributes[key] !== null && attributes[key] !== undefined) element.setAttribute(key, attributes[key]);
    });
    (children || []).forEach(function (child) {
      element.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
    });
    return element;
  };
})();
