// A heading that takes the focus when another part of the page has come in place of what was there, so that who uses
// the keyboard or a screen reader begins to read at its top. When a page is opened, the focus stays where it is.

function render({ model, el }) {
  const heading = document.createElement(`h${model.get("level")}`);
  heading.tabIndex = -1;
  heading.className = "trm-heading";
  el.replaceChildren(heading);
  let place = model.get("place");
  const renew = () => {
    heading.textContent = model.get("text");
    if (model.get("place") === place) return;
    place = model.get("place");
    take();
  };
  const take = () => {
    heading.focus({ preventScroll: true });
    if (model.get("level") === 1) window.scrollTo(0, 0);
    else heading.scrollIntoView({ block: "start" });
  };
  renew();
  if (model.get("at_once")) requestAnimationFrame(take);
  model.on("change:text change:place", renew);
}

export default { render };
