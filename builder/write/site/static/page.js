// Comforts that every page may do without: colours, language, contents that follow the reading, and search from the head of the page.
(function () {
  "use strict";
  var site = window.zhunsheng;
  var html = document.documentElement;

  // Colours.
  var theme = document.getElementById("_theme");
  theme.hidden = false;
  function showTheme() {
    theme.lastElementChild.textContent = site.text(html.dataset.theme === "dark" ? "浅色" : "深色");
  }
  theme.addEventListener("click", function () {
    html.dataset.theme = html.dataset.theme === "dark" ? "light" : "dark";
    site.keep("theme", html.dataset.theme);
    showTheme();
  });
  theme.lastElementChild.removeAttribute("data-t");
  showTheme();

  // Language of the interface; what standards say stays as it is.
  var language = document.getElementById("_language");
  language.hidden = false;
  function translate() {
    html.lang = "en";
    document.querySelectorAll("[data-t]").forEach(function (element) {
      var chinese = element.textContent.trim();
      var text = site.text(chinese);
      if (text !== chinese) { element.textContent = text; element.lang = "en"; }
    });
    ["aria-label", "placeholder", "title"].forEach(function (name) {
      document.querySelectorAll("[data-t-" + name + "]").forEach(function (element) {
        element.setAttribute(name, site.text(element.getAttribute(name)));
      });
    });
    document.querySelectorAll("[data-english]").forEach(function (element) {
      if (element.tagName !== "TITLE") { element.textContent = element.dataset.english; element.lang = "en"; }
    });
    var title = document.querySelector("title");
    var brand = document.querySelector(".brand").dataset.english;
    var own = title.dataset.english || site.text(title.textContent.split(" — ")[0]);
    title.textContent = own === brand ? brand : own + " — " + brand;
    showTheme();
    document.dispatchEvent(new Event("zhunsheng-language"));
  }
  if (html.dataset.language === "en") {
    language.textContent = "中文";
    language.lang = "zh-CN";
    site.ready.then(translate);
  }
  language.addEventListener("click", function () {
    var english = html.dataset.language !== "en";
    site.keep("language", english ? "en" : "zh");
    var address = new URL(location.href);
    address.searchParams.delete("lang");
    if (!english || site.kept("language") !== "en") address.searchParams.set("lang", english ? "en" : "zh");
    if (address.href === location.href) location.reload();
    else location.replace(address.href);
  });

  // Search from the head of the page: the words are looked up while they are typed.
  var input = document.getElementById("_search");
  var field = input || document.getElementById("search-words");
  document.addEventListener("keydown", function (event) {
    var busy = event.target.closest && event.target.closest("input, textarea, select, [contenteditable], dialog");
    if (event.key === "/" && !busy && !event.ctrlKey && !event.metaKey && !event.altKey && field) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
  if (input) {
    input.addEventListener("focus", function () { site.load("_static/search.js").then(function () { site.suggest(input); }); }, { once: true });
  }

  // Contents: closed on a phone, marked and scrolled along elsewhere.
  var contents = document.querySelector("details.contents");
  if (!contents) return;
  var narrow = matchMedia("(max-width: 60rem)");
  if (narrow.matches) contents.open = false;
  contents.addEventListener("click", function (event) {
    if (event.target.closest("a") && narrow.matches) contents.open = false;
  });
  var links = Array.prototype.slice.call(contents.querySelectorAll('a[href^="#"]'));
  var targets = links.map(function (link) { return document.getElementById(decodeURIComponent(link.hash.slice(1))); });
  if (!links.length) return;
  var current = null;
  var waiting = false;
  function mark() {
    waiting = false;
    var found = links[0];
    for (var index = 0; index < targets.length; index += 1) {
      if (targets[index] && targets[index].getBoundingClientRect().top < 120) found = links[index];
    }
    if (found === current) return;
    if (current) current.removeAttribute("aria-current");
    found.setAttribute("aria-current", "location");
    var box = contents.getBoundingClientRect();
    var place = found.getBoundingClientRect();
    if (!narrow.matches && (place.top < box.top + 40 || place.bottom > box.bottom)) contents.scrollTop += place.top - box.top - box.height / 3;
    current = found;
  }
  addEventListener("scroll", function () {
    if (!waiting) { waiting = true; requestAnimationFrame(mark); }
  }, { passive: true });
  mark();
})();
