// Boxes of a drawing that overlap, and words that leave their box.
() => {
  const boxes = [...document.querySelectorAll('.drawing .box')].map(box => [box, box.getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([box, one], index) => {
    boxes.slice(index + 1).forEach(([, other]) => {
      if (one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1) found.push('overlap');
    });
    box.parentNode.querySelectorAll('text').forEach(text => {
      const words = text.getBoundingClientRect();
      if (words.left < one.left || words.right > one.right || words.top < one.top - 1 || words.bottom > one.bottom + 1) found.push(text.textContent);
    });
  });
  return boxes.length ? found : ['nothing drawn'];
}
