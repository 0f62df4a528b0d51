// A text that outlives a reload. The tab's own memory, not the browser's: two tabs are two visitors.

function render({ model, el }) {
  el.style.display = "none";
  const name = model.get("name");
  const keep = () => {
    const text = model.get("text");
    if (!text) return;
    try {
      window.sessionStorage.setItem(name, text);
    } catch { // full, or forbidden by the visitor: the page works without it
    }
  };
  let held = null;
  try {
    held = window.sessionStorage.getItem(name);
  } catch { // forbidden
  }
  model.on("change:text", keep);
  if (held && !model.get("text")) {
    model.set("recalled", held);
    model.save_changes();
  }
  return () => model.off("change:text", keep);
}

export default { render };
