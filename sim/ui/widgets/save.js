// Saves a file that came over the wire; its number says that it is another one.

function render({ model, el }) {
  el.style.display = "none";
  let saved = model.get("file").number ?? 0;
  model.on("change:file", () => {
    const file = model.get("file");
    if (!(file.number > saved)) return;
    saved = file.number;
    const url = URL.createObjectURL(new Blob([file.content], { type: file.kind }));
    const link = document.createElement("a");
    link.href = url;
    link.download = file.name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 30_000);
  });
}

export default { render };
