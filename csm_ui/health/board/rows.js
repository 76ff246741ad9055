// The rows of sliders, their locks, and the menu of weightings to start from. Names are only ever set as text.

const PADLOCK = "M6 10V7a6 6 0 0 1 12 0v3h1a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zm2 0h8V7a4 4 0 0 0-8 0z";
const PADLOCK_OPEN = "M6 10V7a6 6 0 0 1 11.7-1.9l-1.9.6A4 4 0 0 0 8 7v3h11a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1z";

// `on.input(k, value)` while a slider moves, `on.change()` when it is let go, `on.lock(k)` when a lock is pressed.
export function buildRows(holder, header, locked, on) {
  const focused = holder.getRootNode().activeElement?.dataset.component;
  holder.replaceChildren();
  const savedShares = shares(header.saved);
  return header.components.map((component, k) => {
    const row = element("div", "row");
    const name = element("label", "name", component.name);
    const known = element("span", "known", component.known);
    const input = document.createElement("input");
    Object.assign(input, { type: "range", min: 0, max: 100, step: 1, id: `weight-${k}` });
    input.dataset.component = component.id;
    name.htmlFor = input.id;
    name.title = component.meaning;
    const track = element("span", "track");
    const mark = element("span", "mark");
    mark.style.setProperty("--at", header.saved[k] / 100);
    mark.title = `${header.saved_name}: ${header.saved[k]}, ${savedShares[k]} %`;
    track.append(input, mark);
    // What no account has data for can't weigh: nothing would move, and the weight would not stay.
    const isEmpty = !component.has_values && header.missing[k] === "reweight" && header.weights[k] === 0;
    if (isEmpty) track.title = "No account has data for this yet, so it can't weigh in the score.";
    const share = element("span", "share"); // no <output>: it would be read out at every pixel
    const value = element("span", "value");
    const lock = buildLock(component, input, isEmpty, () => locked.has(k), () => on.lock(k));
    row.append(name, known, track, share, value, lock.button);
    holder.append(row);
    input.oninput = () => on.input(k, Number(input.value));
    input.onchange = () => on.change();
    if (component.id === focused) input.focus();
    return { row, input, value, share, showLock: lock.show };
  });
}

function buildLock(component, input, isEmpty, isLocked, press) {
  const button = element("button", "lock");
  button.type = "button";
  const picture = shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  const path = shape("path", {});
  picture.append(path);
  button.append(picture);
  const show = () => {
    button.setAttribute("aria-pressed", isLocked());
    button.setAttribute("aria-label", `Lock the share of ${component.name}`);
    button.title = isLocked() ? "Locked: its share stays, and the others make room" : "Lock this share while others move";
    path.setAttribute("d", isLocked() ? PADLOCK : PADLOCK_OPEN);
    input.disabled = isEmpty || isLocked();
  };
  button.onclick = () => {
    press();
    show();
  };
  show();
  return { button, show };
}

export function drawRows(rows, weights, parts) {
  rows.forEach(({ row, input, value, share }, k) => {
    const weight = weights[k];
    if (Number(input.value) !== weight) input.value = weight;
    input.style.setProperty("--at", weight / 100);
    input.setAttribute("aria-valuetext", `${weight}, ${parts[k]} % of the score`);
    setText(value, String(weight));
    setText(share, `${parts[k]} %`);
    row.classList.toggle("off", weight === 0);
  });
}

// A disclosure with one button a weighting. Closed by a choice, by Escape and by a press elsewhere.
export function buildMenu(menu, presets, choose) {
  const list = menu.querySelector(".presets");
  const summary = menu.querySelector("summary");
  list.replaceChildren(
    ...presets.map((preset) => {
      const button = element("button", "preset");
      button.type = "button";
      button.append(element("strong", "", preset.name), element("span", "", preset.meaning));
      button.onclick = () => {
        menu.open = false;
        summary.focus();
        choose(preset.weights);
      };
      return button;
    }),
  );
  menu.onkeydown = (press) => {
    if (press.key !== "Escape" || !menu.open) return;
    menu.open = false;
    summary.focus();
  };
  menu.onfocusout = ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  };
}
