// A native field for each side; a file may also be dropped on it. One that is too large is not sent at all.

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

function render({ model, el }) {
  el.classList.add("trm-upload");
  const uid = "u" + Math.random().toString(36).slice(2, 8);
  const told = make("p", "trm-upload-told");
  told.setAttribute("role", "alert");
  const fields = make("div", "trm-upload-fields");
  el.append(fields, told);
  let serial = 0;

  async function take(side, files) {
    const words = model.get("words");
    const most = model.get("most");
    told.textContent = "";
    if (files.length !== 1) {
      if (files.length) told.textContent = words.one;
      return;
    }
    const [file] = files;
    const named = { name: file.name.slice(0, 80), size: Math.ceil(file.size / 1024), most: Math.floor(most / 1024) };
    if (file.size > most) told.textContent = filled(words.large, named);
    else if (!file.size) told.textContent = filled(words.empty, named);
    else {
      try {
        const content = new DataView(await file.arrayBuffer());
        model.set("given", { side, name: file.name.slice(0, 200), content, serial: ++serial });
        model.save_changes();
      } catch { // a folder, or a file that has gone
        told.textContent = filled(words.unread, named);
      }
    }
  }

  function draw() {
    const words = model.get("words");
    fields.replaceChildren(...model.get("sides").map(([side, name]) => {
      const box = make("div", `trm-upload-field trm-upload-${side}`);
      const label = make("label", "", filled(words.choose, { side: name }));
      const input = make("input");
      input.type = "file";
      input.accept = ".toml";
      input.id = label.htmlFor = `${uid}-${side}`;
      input.addEventListener("change", async () => {
        await take(side, [...input.files]);
        input.value = ""; // so that the same file, mended, can be chosen again
      });
      box.append(label, input, make("span", "trm-soft trm-small", words.drop));
      box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("trm-over"); });
      box.addEventListener("dragleave", () => box.classList.remove("trm-over"));
      box.addEventListener("drop", (event) => {
        event.preventDefault();
        box.classList.remove("trm-over");
        take(side, [...event.dataTransfer.files]);
      });
      return box;
    }));
  }

  draw();
  model.on("change:sides change:words", draw);
}

export default { render };
