/** An element with a class and a text, neither of which it need have; a text is never markup. */
function make(tag, look, text) {
  const element = document.createElement(tag);
  if (look) element.className = look;
  if (text !== undefined) element.textContent = text;
  return element;
}

