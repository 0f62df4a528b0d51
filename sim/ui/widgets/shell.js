// The document's language, theme, title and address; keys while presenting.
// A key means something only in presenter mode, so that it can be turned off (WCAG 2.1.4).

function typing(target) {
  if (!target) return false;
  if (target.isContentEditable) return true;
  const kind = target.tagName;
  if (kind === "TEXTAREA" || kind === "SELECT") return true;
  return kind === "INPUT" && !["range", "checkbox", "radio", "button"].includes(target.type);
}

const PRESSED = ".trm-button, .trm-tab, .trm-card, .trm-marker"; // what the server answers

function render({ model, el }) {
  el.style.display = "none";
  const root = document.documentElement;
  const query = () => window.location.search.replace(/^\?/, "");

  const apply = () => {
    root.lang = model.get("language");
    if (model.get("theme")) root.dataset.theme = model.get("theme");
    else delete root.dataset.theme;
    root.classList.toggle("trm-presenting", model.get("presenting"));
    document.title = model.get("title");
    window.dispatchEvent(new CustomEvent("trm:look"));
  };

  let entry = model.get("address")[1];
  const address = () => {
    const [wanted, wantedEntry] = model.get("address");
    const isNew = wantedEntry > entry;
    entry = wantedEntry;
    if (wanted === query()) return;
    const url = window.location.pathname + (wanted ? "?" + wanted : "");
    if (isNew) {
      const viewed = new URLSearchParams(query()).get("view");
      window.history.pushState({}, "", url);
      if (new URLSearchParams(wanted).get("view") !== viewed) {
        window.scrollTo(0, 0);
        document.getElementById("trm-main")?.focus({ preventScroll: true });
      }
    } else window.history.replaceState(window.history.state, "", url);
  };
  let visits = 0;
  const back = () => {
    model.set("visited", [query(), ++visits]);
    model.save_changes();
  };

  const dialog = document.createElement("dialog");
  dialog.className = "trm-keys";
  document.body.append(dialog);
  const help = () => {
    const title = make("h2", "", model.get("help_title"));
    title.id = "trm-keys-title";
    dialog.setAttribute("aria-labelledby", title.id);
    const list = make("dl");
    for (const [key, meaning] of model.get("meanings")) {
      const term = make("dt");
      term.append(make("kbd", "", key));
      list.append(term, make("dd", "", meaning));
    }
    const close = make("button", "trm-button", model.get("close_label"));
    close.addEventListener("click", () => dialog.close());
    dialog.replaceChildren(title, list, close);
    if (!dialog.open) dialog.showModal();
  };

  // The second click of a double one belongs to what the first one pressed. By then something else may have come to stand
  // under the pointer, or the same button again: it does nothing, wherever it lands.
  let isPressed = false;
  const again = (event) => {
    if (event.detail > 1 && isPressed) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.type === "click") isPressed = Boolean(event.target.closest?.(PRESSED));
  };

  const key = (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!model.get("presenting") || dialog.open || typing(event.target)) return;
    if (event.key === "?") {
      event.preventDefault();
      help();
    } else if (model.get("meanings").some(([held]) => held === event.key)) {
      event.preventDefault();
      model.set("pressed", [event.key, Date.now()]);
      model.save_changes();
    } else window.dispatchEvent(new CustomEvent("trm:key", { detail: event })); // the player's, wherever the focus is
  };

  apply();
  address();
  model.on("change:language change:theme change:title change:presenting", apply);
  model.on("change:address", address);
  model.on("change:help_asked", help);
  window.addEventListener("keydown", key);
  for (const name of ["mousedown", "click"]) window.addEventListener(name, again, true);
  window.addEventListener("popstate", back);
  return () => {
    window.removeEventListener("keydown", key);
    for (const name of ["mousedown", "click"]) window.removeEventListener(name, again, true);
    window.removeEventListener("popstate", back);
    dialog.remove();
  };
}

export default { render };
