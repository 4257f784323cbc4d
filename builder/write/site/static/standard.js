// The page of a standard: types of provision on demand, terms explained where they stand, and what can be done with a clause.
(function () {
  "use strict";
  var site = window.zhunsheng;
  var text = document.querySelector(".standard");
  if (!text) return;

  var toggle = document.querySelector('[data-toggle="provisions"]');
  toggle.hidden = false;
  toggle.addEventListener("click", function () {
    var shown = document.querySelector("main").classList.toggle("show-provisions");
    toggle.setAttribute("aria-pressed", String(shown));
  });
  var printer = document.querySelector("[data-print]");
  printer.hidden = false;
  printer.addEventListener("click", function () { print(); });
  addEventListener("beforeprint", hideCard);

  // --- terms ---

  var card = null;
  var owner = null;
  var closing = 0;

  function explanation(link) {
    var box = site.make("div", { "class": "term-card", id: "_term-card", role: "tooltip" });
    var entry = link.dataset.definition ? null : document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (entry) {
      var name = entry.querySelector(".term-name").cloneNode(true);
      name.querySelectorAll(".permalink, .clause-tools").forEach(function (element) { element.remove(); });
      box.appendChild(site.make("p", {}, Array.prototype.slice.call(name.childNodes)));
      entry.querySelectorAll(":scope > .definition, :scope > .note").forEach(function (part) {
        box.appendChild(site.make("p", {}, [part.textContent]));
      });
    } else {
      box.appendChild(site.make("p", {}, [site.make("b", {}, [link.textContent])]));
      box.appendChild(site.make("p", {}, [link.dataset.definition || ""]));
    }
    return box;
  }

  function showCard(link) {
    clearTimeout(closing);
    if (owner === link) return;
    hideCard();
    owner = link;
    card = explanation(link);
    document.body.appendChild(card);
    link.setAttribute("aria-describedby", "_term-card");
    var place = link.getClientRects()[0];
    var width = card.offsetWidth;
    var left = Math.max(16, Math.min(place.left, document.documentElement.clientWidth - width - 16));
    var below = place.bottom + card.offsetHeight + 12 < innerHeight || place.top < card.offsetHeight + 12;
    card.style.left = left + scrollX + "px";
    card.style.top = scrollY + (below ? place.bottom + 6 : place.top - card.offsetHeight - 6) + "px";
    card.addEventListener("mouseenter", function () { clearTimeout(closing); });
    card.addEventListener("mouseleave", later);
  }

  function hideCard() {
    clearTimeout(closing);
    if (card) card.remove();
    if (owner) owner.removeAttribute("aria-describedby");
    card = owner = null;
  }

  function later() {
    clearTimeout(closing);
    closing = setTimeout(hideCard, 200);
  }

  function termAt(event) { return event.target.closest ? event.target.closest("a.term-link") : null; }
  text.addEventListener("mouseover", function (event) { var link = termAt(event); if (link) showCard(link); });
  text.addEventListener("mouseout", function (event) { if (termAt(event)) later(); });
  text.addEventListener("focusin", function (event) { var link = termAt(event); if (link && link.matches(":focus-visible")) showCard(link); });
  text.addEventListener("focusout", function (event) { if (termAt(event)) hideCard(); });
  // A finger cannot hover: the first touch explains, the second follows the link.
  var touched = null;
  text.addEventListener("pointerdown", function (event) { touched = event.pointerType === "touch" ? termAt(event) && owner !== termAt(event) : null; }, true);
  text.addEventListener("click", function (event) {
    var link = termAt(event);
    if (link && touched) { event.preventDefault(); showCard(link); touched = null; } else hideCard();
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hideCard(); });
  document.addEventListener("pointerdown", function (event) {
    if (card && !card.contains(event.target) && !termAt(event)) hideCard();
  });

  // --- clauses: copy the link, copy the citation, comment ---

  var status = site.make("p", { "class": "visually-hidden", role: "status" });
  document.body.appendChild(status);
  var tools = site.make("span", { "class": "clause-tools" });
  var at = null;
  function button(label, act) {
    var element = site.make("button", { type: "button" }, [site.text(label)]);
    element.addEventListener("click", function () { act(element); });
    tools.appendChild(element);
    document.addEventListener("zhunsheng-language", function () { element.textContent = site.text(label); });
    return element;
  }
  button("复制链接", function (element) { copy(address(), element, "复制链接"); });
  button("复制引文", function (element) { copy(citation(), element, "复制引文"); });
  if (text.dataset.way) button("提意见", comment);

  function address() { return location.href.split("#")[0] + at.getAttribute("href"); }
  function number() { return at.getAttribute("aria-label").replace("的固定链接", ""); }
  function citation() {
    var name = text.dataset.number || "《" + text.dataset.name + "》";
    return name + (/^\d+$/.test(number()) ? "第" + number() + "章" : (/^[\d.A-Z]+$/.test(number()) ? "中" : "") + number());
  }
  function copy(value, element, label) {
    var done = function () {
      element.textContent = site.text("已复制");
      status.textContent = site.text("已复制") + " " + value;
      setTimeout(function () { element.textContent = site.text(label); }, 1500);
    };
    if (navigator.clipboard && isSecureContext) navigator.clipboard.writeText(value).then(done, function () { fallback(value); done(); });
    else { fallback(value); done(); }
  }
  // A page opened from a folder has no clipboard of its own.
  function fallback(value) {
    var area = site.make("textarea", { "class": "visually-hidden", "aria-hidden": "true" });
    area.value = value;
    document.body.appendChild(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  function place(permalink) {
    if (!permalink || permalink === at) return;
    at = permalink;
    permalink.after(tools);
  }
  var openers = "h2, h3, h4, h5, h6, .clause, .term, .captioned, figure";
  text.addEventListener("focusin", function (event) { if (event.target.matches(".permalink")) place(event.target); });
  text.addEventListener("mouseover", function (event) {
    var block = event.target.closest(openers);
    if (block && !tools.contains(document.activeElement)) place(block.querySelector(".permalink"));
  });
  text.addEventListener("click", function (event) { if (event.target.matches(".permalink")) place(event.target); });

  function words(permalink) {
    var block = permalink.closest(openers);
    var copy = block.cloneNode(true);
    copy.querySelectorAll(".permalink, .clause-tools, svg, math").forEach(function (element) { element.remove(); });
    return copy.textContent.replace(/\s+/g, " ").trim().slice(0, 300);
  }

  function comment() {
    var subject = "对" + (text.dataset.number || "") + "《" + text.dataset.name + "》" + number() + "的意见";
    var quoted = words(at);
    var body = "条款：" + number() + "\n原文：" + quoted + "\n链接：" + address() + "\n\n意见内容：\n\n修改建议：\n";
    if (text.dataset.way === "mail") {
      location.href = "mailto:" + text.dataset.to + "?subject=" + encodeURIComponent(subject) + "&body=" + encodeURIComponent(body);
    } else if (text.dataset.way === "issue") {
      open(text.dataset.to.replace("{title}", encodeURIComponent(subject)).replace("{body}", encodeURIComponent(body)), "_blank", "noopener");
    } else note(quoted);
  }

  // The comment goes on the paper form, which is kept in this browser until it is printed or saved.
  function note(quoted) {
    var area = site.make("textarea", { name: "comment", required: "", lang: "zh-CN" });
    var reason = site.make("textarea", { name: "reason", lang: "zh-CN" });
    var form = site.make("form", { method: "dialog" }, [
      site.make("h2", { id: "_comment-title" }, [site.text("对{0}提意见", number())]),
      site.make("blockquote", { lang: "zh-CN" }, [quoted]),
      site.make("label", {}, [site.text("意见内容"), area]),
      site.make("label", {}, [site.text("理由或修改建议"), reason]),
      site.make("p", { "class": "downloads" }, [
        site.make("button", { type: "submit", "class": "button", value: "keep" }, [site.text("记入意见表")]),
        site.make("button", { type: "submit", "class": "button", value: "", formnovalidate: "" }, [site.text("取消")])
      ])
    ]);
    var dialog = site.make("dialog", { "class": "comment-box", "aria-labelledby": "_comment-title" }, [form]);
    dialog.addEventListener("close", function () {
      if (dialog.returnValue === "keep") keep(area.value.trim(), reason.value.trim());
      dialog.remove();
      // The event comes a moment later; who is typing somewhere else by then is left alone.
      var held = document.activeElement;
      if (!held || !held.matches("input, textarea, select")) at.focus();
    });
    document.body.appendChild(dialog);
    dialog.showModal();
    area.focus();
  }

  function keep(value, reason) {
    var all = [];
    try { all = JSON.parse(site.kept("comments") || "[]"); } catch (error) { /* what cannot be read is begun anew */ }
    all.push({
      standard: text.dataset.standard, standardNumber: text.dataset.number || "", name: text.dataset.name,
      clause: number(), anchor: at.getAttribute("href").slice(1), comment: value, reason: reason
    });
    site.keep("comments", JSON.stringify(all));
    var link = site.make("a", { href: text.dataset.to + "?standard=" + encodeURIComponent(text.dataset.standard) }, [site.text("查看意见表")]);
    var told = site.make("p", { "class": "comment-kept", role: "status" }, [site.text("已记入意见表（共{0}条）。", all.length) + " ", link]);
    var old = document.querySelector(".comment-kept");
    if (old) old.remove();
    (at.closest(openers) || text).after(told);
  }
})();
