// What of a page somebody could not read, name or hit: headings, labels, heads of tables, words for drawings, targets, contrast.
() => {
  const found = [];
  const seen = node => node.checkVisibility({ visibilityProperty: true }) && !node.closest('[aria-hidden=true], .visually-hidden, .skip');
  const main = document.querySelector('main');
  let last = 0;
  main.querySelectorAll('h1,h2,h3,h4,h5,h6').forEach(head => {
    if (!seen(head)) return;
    const level = Number(head.tagName[1]);
    if (level > last + 1) found.push('heading jumps: ' + head.textContent);
    last = level;
  });
  if (main.querySelectorAll('h1').length !== 1) found.push('h1');
  main.querySelectorAll('input, select, button').forEach(control => {
    if (!seen(control)) return;
    if (!(control.labels && control.labels.length) && !control.getAttribute('aria-label') && !control.textContent.trim()) found.push('no label: ' + control.outerHTML);
  });
  main.querySelectorAll('table').forEach(table => {
    if (!table.querySelector('thead th[scope]') || [...table.querySelectorAll('tbody tr')].some(row => !row.querySelector('th'))) found.push('table without heads');
  });
  main.querySelectorAll('svg').forEach(svg => {
    if (svg.getAttribute('aria-hidden') !== 'true' && !(svg.getAttribute('role') === 'img' && svg.getAttribute('aria-label'))) found.push('svg without words');
  });
  main.querySelectorAll('button, select, input, a.button, summary').forEach(control => {
    if (!seen(control)) return;
    const target = control.matches('input[type=checkbox]') ? control.closest('label') : control;
    const box = target.getBoundingClientRect();
    if (box.height < 23.9 || box.width < 23.9) found.push('small target: ' + target.outerHTML.slice(0, 80) + box.height);
  });
  const channels = text => (text.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = node => {
    for (let at = node; at; at = at.parentElement) {
      const c = channels(getComputedStyle(at).backgroundColor);
      if (c.length === 3 || (c.length === 4 && c[3] > 0.99)) return c;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !seen(node) || node.closest('script, style, template, noscript, option')) continue;
    const style = getComputedStyle(node);
    const svg = node.closest('svg');
    const one = light(channels(svg ? style.fill : style.color)), two = light(ground(svg || node));
    const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    if (contrast < 4.5) found.push(contrast.toFixed(2) + ' ' + walker.currentNode.textContent.trim().slice(0, 30));
  }
  return [...new Set(found)].slice(0, 10);
}
