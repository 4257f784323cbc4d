// The index of provisions: filtered in the browser, shareable by its address, exported as it is shown.
(function () {
  "use strict";
  var site = window.zhunsheng;
  var SHOWN = 100;
  var form = document.getElementById("_filters");
  var acts = document.getElementById("_acts");
  var count = document.getElementById("_count");
  var box = document.getElementById("_rows");
  var more = document.getElementById("_more");
  var data, rows, limit = SHOWN, drawn = 0;
  var FACETS = ["type", "doer", "measure", "standard"];

  site.load("provisions/manifest.js").then(function () {
    data = window.zhunshengProvisions;
    rows = [];
    data.standards.forEach(function (standard, index) {
      standard[3].split(";").forEach(function (coded, place) {
        if (!coded) return;
        var parts = coded.split(":");
        rows.push({
          standard: index, place: place, type: Number(parts[0]),
          doers: parts[1] ? parts[1].split(",").map(Number) : [], measures: parts[2] ? parts[2].split(",").map(Number) : []
        });
      });
    });
    data.doers.forEach(function (doer) { form.elements.doer.appendChild(site.make("option", { value: doer }, [doer])); });
    form.hidden = acts.hidden = false;
    form.addEventListener("change", write);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    acts.addEventListener("click", act);
    more.addEventListener("click", function () {
      var from = limit;
      limit += SHOWN;
      draw().then(function () {
        var next = box.querySelectorAll("tbody tr")[from];
        if (next) next.querySelector("a").focus();
      });
    });
    document.addEventListener("zhunsheng-language", draw);
    read();
  });

  function read() {
    var asked = new URLSearchParams(location.search);
    FACETS.forEach(function (name) {
      form.elements[name].value = asked.get(name) || "";
      if (form.elements[name].selectedIndex < 0) form.elements[name].value = "";
    });
    limit = SHOWN;
    draw();
  }

  function chosen() {
    var asked = new URLSearchParams();
    FACETS.forEach(function (name) { if (form.elements[name].value) asked.set(name, form.elements[name].value); });
    return asked.toString();
  }

  function write() {
    try {
      history.replaceState(null, "", location.pathname + (chosen() ? "?" + chosen() : ""));
    } catch (error) {
      // Some browsers refuse this for pages opened from a folder; the filters work all the same.
    }
    limit = SHOWN;
    draw();
  }

  function matches(row, without) {
    var value = function (name) { return name === without ? "" : form.elements[name].value; };
    var type = value("type"), doer = value("doer"), measure = value("measure"), standard = value("standard");
    return (!type || data.types[row.type][0] === type) &&
      (!doer || row.doers.some(function (index) { return data.doers[index] === doer; })) &&
      (!measure || row.measures.some(function (index) { return data.measures[index][0] === measure; })) &&
      (!standard || data.standards[row.standard][0] === standard);
  }

  // Every choice says how many provisions it would leave.
  function numbers(name, keys) {
    var counted = {};
    rows.forEach(function (row) {
      if (matches(row, name)) keys(row).forEach(function (key) { counted[key] = (counted[key] || 0) + 1; });
    });
    Array.prototype.forEach.call(form.elements[name].options, function (option) {
      if (!option.value) return;
      option.dataset.label = option.dataset.label || option.textContent;
      option.textContent = site.text(option.dataset.label) + "（" + (counted[option.value] || 0) + "）";
      option.disabled = !counted[option.value] && !option.selected;
    });
  }

  function texts(list) {
    var ids = {};
    list.forEach(function (row) { ids[data.standards[row.standard][0]] = true; });
    return Promise.all(Object.keys(ids).map(function (id) { return site.load("provisions/" + id + ".js"); }));
  }

  function full(row) {
    var standard = data.standards[row.standard];
    var text = window.zhunshengTexts[standard[0]][row.place];
    return {
      id: standard[0], standardNumber: standard[1], name: standard[2], anchor: text[0], number: text[1], text: text[2],
      type: data.types[row.type][1], doers: row.doers.map(function (index) { return data.doers[index]; }).join("、"),
      measures: row.measures.map(function (index) { return data.measures[index][1]; }).join("、")
    };
  }

  function draw() {
    var turn = (drawn += 1);
    numbers("type", function (row) { return [data.types[row.type][0]]; });
    numbers("doer", function (row) { return row.doers.map(function (index) { return data.doers[index]; }); });
    numbers("measure", function (row) { return row.measures.map(function (index) { return data.measures[index][0]; }); });
    numbers("standard", function (row) { return [data.standards[row.standard][0]]; });
    var found = rows.filter(function (row) { return matches(row, ""); });
    var shown = found.slice(0, limit);
    return texts(shown).then(function () {
      if (turn !== drawn) return;
      count.textContent = site.text("共{0}条", found.length);
      var heads = ["条款", "条文", "类型", "由谁做", "举措"].map(function (head) { return site.make("th", { scope: "col" }, [site.text(head)]); });
      var body = shown.map(function (row) {
        var one = full(row);
        var link = site.make("a", { href: site.root + "standards/" + one.id + ".html#" + encodeURIComponent(one.anchor) }, [one.number || "—"]);
        var where = site.make("span", { "class": "muted" }, [/X/.test(one.standardNumber) ? one.name : one.standardNumber || one.name]);
        where.title = one.name;
        return site.make("tr", {}, [
          site.make("th", { scope: "row" }, [link, site.make("br"), where]), site.make("td", {}, [one.text]),
          site.make("td", {}, [site.text(one.type)]), site.make("td", {}, [one.doers]), site.make("td", {}, [one.measures])
        ]);
      });
      var table = site.make("table", { "class": "provisions" }, [
        site.make("thead", {}, [site.make("tr", {}, heads)]), site.make("tbody", {}, body)
      ]);
      box.textContent = "";
      if (shown.length) box.appendChild(site.make("div", { "class": "table-box", tabindex: "0", role: "region", "aria-label": site.text("条款") }, [table]));
      more.parentNode.hidden = found.length <= limit;
      more.textContent = site.text("再显示{0}条", Math.min(SHOWN, found.length - limit));
    });
  }

  // --- export ---

  function act(event) {
    var name = event.target.dataset.act;
    if (name === "clear") { FACETS.forEach(function (facet) { form.elements[facet].value = ""; }); write(); }
    if (name === "share") share(event.target);
    if (name === "csv" || name === "xlsx") {
      var found = rows.filter(function (row) { return matches(row, ""); });
      texts(found).then(function () {
        var table = [["标准编号", "标准名称", "条款", "类型", "由谁做", "改革举措", "条文"]].concat(found.map(function (row) {
          var one = full(row);
          return [one.standardNumber, one.name, one.number, one.type, one.doers, one.measures, one.text];
        }));
        save(name === "csv" ? csv(table) : xlsx(table), "条款." + name);
      });
    }
  }

  function share(button) {
    var address = location.href.split(/[?#]/)[0] + (chosen() ? "?" + chosen() : "");
    var done = function () {
      var label = button.textContent;
      button.textContent = site.text("已复制");
      setTimeout(function () { button.textContent = label; }, 1500);
    };
    if (navigator.clipboard && isSecureContext) { navigator.clipboard.writeText(address).then(done, done); return; }
    var area = site.make("textarea", { "class": "visually-hidden", "aria-hidden": "true" });
    area.value = address;
    document.body.appendChild(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    done();
  }

  function save(parts, name) {
    var link = site.make("a", { href: URL.createObjectURL(new Blob([parts])), download: name });
    link.click();
  }

  // A cell that begins like a formula is kept a text.
  function csv(table) {
    return "\ufeff" + table.map(function (row) {
      return row.map(function (cell) { return '"' + cell.replace(/^([=+\-@])/, "'$1").replace(/"/g, '""') + '"'; }).join(",");
    }).join("\r\n") + "\r\n";
  }

  function xlsx(table) {
    var escape = function (text) {
      // eslint-disable-next-line no-control-regex
      return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
    };
    var head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
    var main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    var relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    var office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    var widths = [22, 36, 10, 8, 20, 20, 80].map(function (width, index) {
      return '<col min="' + (index + 1) + '" max="' + (index + 1) + '" width="' + width + '" customWidth="1"/>';
    }).join("");
    var sheet = head + '<worksheet xmlns="' + main + '"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' +
      "</sheetView></sheetViews><cols>" + widths + "</cols><sheetData>" + table.map(function (row) {
        return "<row>" + row.map(function (cell) { return '<c t="inlineStr"><is><t xml:space="preserve">' + escape(cell) + "</t></is></c>"; }).join("") + "</row>";
      }).join("") + "</sheetData></worksheet>";
    var type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    return zip([
      ["[Content_Types].xml", head + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Override PartName="/xl/workbook.xml" ContentType="' + type + 'sheet.main+xml"/>' +
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="' + type + 'worksheet+xml"/></Types>'],
      ["_rels/.rels", head + '<Relationships xmlns="' + relations + '"><Relationship Id="r1" Type="' + office + '/officeDocument" Target="xl/workbook.xml"/></Relationships>'],
      ["xl/workbook.xml", head + '<workbook xmlns="' + main + '" xmlns:r="' + office + '"><sheets><sheet name="条款" sheetId="1" r:id="r1"/></sheets></workbook>'],
      ["xl/_rels/workbook.xml.rels", head + '<Relationships xmlns="' + relations + '"><Relationship Id="r1" Type="' + office + '/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'],
      ["xl/worksheets/sheet1.xml", sheet]
    ]);
  }

  // A zip archive whose members are stored as they are.
  function zip(files) {
    var table = [];
    for (var index = 0; index < 256; index += 1) {
      var sum = index;
      for (var bit = 0; bit < 8; bit += 1) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
      table[index] = sum >>> 0;
    }
    var crc = function (bytes) {
      var value = 0xffffffff;
      for (var at = 0; at < bytes.length; at += 1) value = table[(value ^ bytes[at]) & 255] ^ (value >>> 8);
      return (value ^ 0xffffffff) >>> 0;
    };
    var numbers = function (list) {
      var bytes = [];
      list.forEach(function (pair) { for (var at = 0; at < pair[1]; at += 1) bytes.push((pair[0] >>> (8 * at)) & 255); });
      return new Uint8Array(bytes);
    };
    var encoder = new TextEncoder();
    var parts = [], directory = [], offset = 0, size = 0;
    files.forEach(function (file) {
      var name = encoder.encode(file[0]), content = encoder.encode(file[1]);
      // Version, flags (names in UTF-8), stored, 1980-01-01 00:00, checksum, both sizes, lengths of the name and of nothing more.
      var common = [[20, 2], [0x800, 2], [0, 2], [0, 2], [33, 2], [crc(content), 4], [content.length, 4], [content.length, 4], [name.length, 2], [0, 2]];
      parts.push(numbers([[0x04034b50, 4]].concat(common)), name, content);
      directory.push(numbers([[0x02014b50, 4], [20, 2]].concat(common, [[0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]])), name);
      size += 46 + name.length;
      offset += 30 + name.length + content.length;
    });
    var end = numbers([[0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [offset, 4], [0, 2]]);
    return new Blob(parts.concat(directory, [end]), { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" });
  }
})();
