// A heading that takes the focus when another part of the page has come in place of what was there, so that who uses
// the keyboard or a screen reader begins to read at its top. When the page is opened, the focus stays where it is.

function render({ model, el }) {
  const heading = document.createElement("h1");
  heading.tabIndex = -1;
  heading.className = "trm-heading";
  el.replaceChildren(heading);
  let place = model.get("place");
  const renew = () => {
    heading.textContent = model.get("text");
    if (model.get("place") === place) return;
    place = model.get("place");
    heading.focus();
    heading.scrollIntoView({ block: "center" });
    window.scrollTo(0, 0);
  };
  renew();
  model.on("change:text change:place", renew);
}

export default { render };
