// Draws a directed graph in layers, left to right: a node stands right of all it reads.
// Long edges get a bend in each layer they pass, so that they lead around nodes; layers
// are ordered by the middle of the neighbours' places, to and fro.
"use strict";
plumb.lineage = (() => {
  const { svg } = plumb;
  const sweeps = 8, nodeHeight = 38, rowHeight = 50, bendHeight = 16, gap = 56, margin = 16;
  const pen = document.createElement("canvas").getContext("2d");

  function widthOf(text, size) {
    pen.font = `600 ${size}px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif`;
    return pen.measureText(text).width;
  }
  function shortened(text, most) {
    if (text.length <= most) return text;
    const head = Math.ceil((most - 1) * 0.6);
    return text.slice(0, head) + "…" + text.slice(text.length - (most - 1 - head));
  }

  // Longest path from the left; what nothing leads to moves right, next to its reader.
  function layersOf(items) {
    const order = [], open = new Map();
    for (const n of items) open.set(n, n.parents.length);
    const ready = items.filter((n) => !n.parents.length);
    for (let n; (n = ready.pop());) {
      order.push(n);
      n.layer = n.parents.reduce((most, p) => Math.max(most, p.layer + 1), 0);
      for (const c of n.children) {
        open.set(c, open.get(c) - 1);
        if (!open.get(c)) ready.push(c);
      }
    }
    for (const n of items) n.layer ??= 0;
    for (const n of order.reverse()) {
      if (!n.parents.length && n.children.length) {
        n.layer = Math.min(...n.children.map((c) => c.layer)) - 1;
      }
    }
    const least = Math.min(...items.map((n) => n.layer));
    for (const n of items) n.layer -= least;
  }

  // Items and bends by layer; each knows its neighbours left and right.
  function place(items) {
    const layers = [];
    const put = (item) => (layers[item.layer] ??= []).push(item);
    for (const n of items) {
      n.left = [];
      n.right = [];
      put(n);
    }
    const edges = [];
    for (const n of items) {
      for (const parent of n.parents) {
        const path = [parent];
        for (let layer = parent.layer + 1; layer < n.layer; layer++) {
          const bend = { layer, left: [], right: [], bend: true, width: 0 };
          put(bend);
          path.push(bend);
        }
        path.push(n);
        for (let i = 1; i < path.length; i++) {
          path[i].left.push(path[i - 1]);
          path[i - 1].right.push(path[i]);
        }
        edges.push({ from: parent, to: n, path });
      }
    }
    return { layers, edges };
  }

  function reorder(layers) {
    const number = (layer) => layer.forEach((item, i) => (item.at = i));
    layers.forEach(number);
    const middle = (item, side) =>
      item[side].length ? item[side].reduce((sum, o) => sum + o.at, 0) / item[side].length : item.at;
    for (let s = 0; s < sweeps; s++) {
      const side = s % 2 ? "right" : "left";
      for (const layer of s % 2 ? [...layers].reverse() : layers) {
        const wanted = new Map(layer.map((item) => [item, middle(item, side)]));
        layer.sort((a, b) => wanted.get(a) - wanted.get(b));
        number(layer);
      }
    }
  }

  const room = (item) => (item.bend ? bendHeight : rowHeight);

  // Each item as near to its neighbours' height as those above it allow; what that
  // pushed down comes back up as a whole.
  function settleHeights(layers) {
    for (const layer of layers) {
      let y = 0;
      for (const item of layer) {
        item.y = y + room(item) / 2;
        y += room(item);
      }
    }
    for (let s = 0; s < sweeps; s++) {
      for (const layer of s % 2 ? [...layers].reverse() : layers) {
        let floor = -Infinity, drift = 0;
        for (const item of layer) {
          const near = item.left.concat(item.right);
          const wanted = near.length ? near.reduce((sum, o) => sum + o.y, 0) / near.length : item.y;
          item.y = Math.max(wanted, floor + room(item) / 2);
          floor = item.y + room(item) / 2;
          drift += item.y - wanted;
        }
        for (const item of layer) item.y -= drift / layer.length;
      }
    }
  }

  function curve(path) {
    let d = "", from = null;
    for (const item of path) {
      if (!from) {
        d = `M${item.x + item.width} ${item.y}`;
      } else {
        const x = from.x + from.width, half = (item.x - x) / 2;
        d += ` C${x + half} ${from.y} ${item.x - half} ${item.y} ${item.x} ${item.y}`;
        if (item.bend) d += ` L${item.x + item.width} ${item.y}`;
      }
      from = item;
    }
    return d;
  }

  function drawNode(n) {
    const name = shortened(n.name, 34), x = n.x, y = n.y - nodeHeight / 2;
    return svg("a", { href: n.href, class: n.classes, "aria-label": `${n.name}, ${n.title}` },
      svg("title", null, `${n.name}\n${n.title}`),
      svg("rect", { class: "box", x, y, width: n.width, height: nodeHeight, rx: n.round ? 18 : 6 }),
      n.stripe && svg("rect", { class: `stripe ${n.stripe}`, x: x + (n.round ? 9 : 5), y: y + 9, width: 4,
        height: nodeHeight - 18, rx: 2 }),
      svg("text", { class: "name", x: x + 18, y: y + 16 }, name),
      svg("text", { class: "small", x: x + 18, y: y + 30 }, shortened(n.small, 40)));
  }

  // nodes: [{key, name, small, title, href, stripe, classes, round, parents: [key]}], where
  // stripe is a class, for its colour;
  // returns the drawing, with `center`: where the node of class "focus" is.
  return (nodes) => {
    const all = new Map(nodes.map((n) => [n.key, { ...n, children: [] }]));
    const items = [...all.values()];
    for (const n of items) {
      n.parents = n.parents.map((key) => all.get(key)).filter(Boolean);
      for (const p of n.parents) p.children.push(n);
      n.width = Math.ceil(Math.max(widthOf(shortened(n.name, 34), 12), widthOf(shortened(n.small, 40), 10.5)) + 34);
    }
    layersOf(items);
    const { layers, edges } = place(items);
    reorder(layers);
    settleHeights(layers);
    let x = margin, top = Infinity, bottom = -Infinity;
    for (const layer of layers) {
      const wide = Math.max(...layer.map((item) => item.width));
      for (const item of layer) {
        item.x = x;
        if (item.bend) item.width = wide;
        top = Math.min(top, item.y - nodeHeight / 2);
        bottom = Math.max(bottom, item.y + nodeHeight / 2);
      }
      x += wide + gap;
    }
    for (const layer of layers) for (const item of layer) item.y += margin - top;
    const width = x - gap + margin, height = bottom - top + 2 * margin;
    const focus = items.find((n) => /\bfocus\b/.test(n.classes || ""));
    const drawing = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group",
      "aria-label": `Lineage of ${items.length} nodes` },
      ...edges.map((e) => svg("path", { d: curve(e.path),
        class: e.from === focus || e.to === focus ? "edge near" : "edge" })),
      ...items.map(drawNode));
    return { drawing, width, height, center: focus ? { x: focus.x + focus.width / 2, y: focus.y } : null };
  };
})();
