// Two comforts that every page may do without: contents closed on a phone, and the current place marked in them.
(function () {
  "use strict";
  // The types of provision are a quiet mark behind each text, shown on demand; without scripts the button stays hidden.
  var toggle = document.querySelector('[data-toggle="provisions"]');
  if (toggle) {
    toggle.hidden = false;
    toggle.addEventListener("click", function () {
      var shown = document.querySelector("main").classList.toggle("show-provisions");
      toggle.setAttribute("aria-pressed", String(shown));
    });
  }

  var contents = document.querySelector("details.contents");
  if (!contents) return;
  if (matchMedia("(max-width: 60rem)").matches) contents.open = false;
  contents.addEventListener("click", function (event) {
    if (event.target.closest("a") && matchMedia("(max-width: 60rem)").matches) contents.open = false;
  });

  var links = Array.prototype.slice.call(contents.querySelectorAll('a[href^="#"]'));
  var targets = links.map(function (link) { return document.getElementById(decodeURIComponent(link.hash.slice(1))); });
  if (!links.length || !("IntersectionObserver" in window)) return;
  var current = null;
  function mark() {
    var found = null;
    for (var index = 0; index < targets.length; index += 1) {
      if (targets[index] && targets[index].getBoundingClientRect().top < 120) found = links[index];
    }
    if (found === current) return;
    if (current) current.removeAttribute("aria-current");
    if (found) {
      found.setAttribute("aria-current", "location");
      var box = contents.getBoundingClientRect();
      var place = found.getBoundingClientRect();
      if (place.top < box.top || place.bottom > box.bottom) contents.scrollTop += place.top - box.top - box.height / 3;
    }
    current = found;
  }
  var observer = new IntersectionObserver(mark, { rootMargin: "-120px 0px 0px 0px", threshold: [0, 1] });
  targets.forEach(function (target) { if (target) observer.observe(target); });
  mark();
})();
