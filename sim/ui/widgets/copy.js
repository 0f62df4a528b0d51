// A text with a button that copies it, and a live region that says so.

function render({ model, el }) {
  el.classList.add("trm-copy");
  const uid = "k" + Math.random().toString(36).slice(2, 8);
  const isLink = model.get("kind") === "link";
  const label = make("label", "");
  const field = isLink ? make("input", "trm-input") : make("pre");
  if (isLink) {
    field.id = uid;
    field.type = "text";
    field.readOnly = true;
    field.addEventListener("focus", () => field.select());
    label.htmlFor = uid;
    el.append(label);
  } else {
    field.tabIndex = 0;
    field.setAttribute("role", "region");
  }
  const button = make("button", "trm-button");
  button.type = "button";
  const told = make("span", "trm-soft trm-small");
  told.setAttribute("role", "status");
  const line = make("div", "trm-copy-line");
  line.append(field, button, told);
  el.append(line);

  const text = () => {
    if (!isLink) return model.get("text");
    const here = window.location.origin + window.location.pathname;
    return model.get("text") ? `${here}?${model.get("text")}` : here;
  };

  function mark() {
    if (isLink) return field.select();
    const range = document.createRange();
    range.selectNodeContents(field);
    window.getSelection().removeAllRanges();
    window.getSelection().addRange(range);
  }

  async function copy() {
    const words = model.get("words");
    told.textContent = "";
    let done = false;
    try {
      await navigator.clipboard.writeText(text());
      done = true;
    } catch { // not on a page without encryption, nor where the visitor forbids it
      mark();
      done = document.execCommand("copy");
    }
    setTimeout(() => { told.textContent = done ? words.copied : words.failed; }, 50); // said again when done again
  }

  function draw() {
    label.textContent = model.get("label");
    button.textContent = model.get("words").copy;
    button.setAttribute("aria-label", `${model.get("words").copy}: ${model.get("label")}`);
    if (isLink) field.value = text();
    else {
      field.textContent = text();
      field.setAttribute("aria-label", model.get("label"));
    }
    told.textContent = "";
  }

  button.addEventListener("click", copy);
  draw();
  model.on("change:text change:label change:words", draw);
}

export default { render };
