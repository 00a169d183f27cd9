// The conversation as a list: words of one side that come close together share a line.

const GAP_MS = 1500;

export class Transcript {
  constructor(list) {
    this.list = list;
    this.works = new Map();
  }

  add(side, words, timeMs) {
    const open = this.open;
    if (open && open.side === side && timeMs - open.timeMs < GAP_MS) {
      open.text.textContent += words;
      open.timeMs = timeMs;
    } else {
      const item = this.append(side, timeMs);
      const text = document.createTextNode(words.trim());
      item.append(text);
      this.open = { side, timeMs, text, item };
    }
    this.list.lastElementChild.scrollIntoView({ block: "end" });
  }

  /** The model stopped: its line ends here. */
  cut() {
    if (this.open?.side === "model") {
      this.open.item.classList.add("cut");
      this.open = null;
    }
  }

  work(id, text, timeMs) {
    const item = this.append("work", timeMs);
    item.append(text);
    this.works.set(id, item);
    this.open = null;
  }

  update({ delegation_id: id, status, tool, arguments: given, detail }) {
    const item = this.works.get(id);
    if (!item) return;
    if (given) item.append(` · calls ${tool} ${JSON.stringify(given)}`);
    else if (!tool && status !== "running") item.append(` · ${status.replace("_", " ")}`);
    if (["failed", "timed_out", "rejected"].includes(status)) {
      item.classList.add("failed");
      item.append(`: ${detail}`);
    }
  }

  append(kind, timeMs) {
    const item = document.createElement("li");
    item.className = kind;
    const time = document.createElement("time");
    time.textContent = `${(timeMs / 1000).toFixed(1)} s`;
    item.append(time);
    this.list.append(item);
    return item;
  }
}
