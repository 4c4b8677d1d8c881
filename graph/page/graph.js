// The page of plumb graph: a list of nodes, and the lineage of all or of the one that
// the address names. The form of the data is described in graph/print_html.c.
"use strict";
(() => {
  const { data, el, byId, keys, hash, link } = plumb;
  const { environments } = data;
  const drawn = 600; // nodes of a drawing
  const chunk = 300; // rows that are made at a time
  const several = environments.length > 1;
  const byName = new Intl.Collator();

  const nodes = data.nodes.map(([id, name, type, path, parents, places], number) =>
    ({ id, name, type, path, parents, places, number, children: [] }));
  nodes.forEach((n) => n.parents.forEach((p) => nodes[p].children.push(n.number)));
  const numberOf = new Map(nodes.map((n) => [n.id, n.number]));
  const present = (n) => environments.map((e, i) => (n.places[i] ? i : -1)).filter((i) => i >= 0);
  for (const n of nodes) {
    n.here = present(n);
    n.schemas = [...new Set(n.here.map((i) => n.places[i][0]).filter(Boolean))];
    n.dashed = n.here.some((i) => n.places[i][2] === "ephemeral");
    n.text = [n.name, n.id, n.path, ...n.here.flatMap((i) => n.places[i].slice(0, 2))].join("\n").toLowerCase();
  }

  // One environment: a colour for each schema. Several: one for what not all have.
  const schemas = [...new Set(nodes.flatMap((n) => n.schemas))].sort();
  function colorOf(n) {
    if (several) return n.here.length === environments.length ? "" : `c${n.here[0] % 8}`;
    return n.schemas.length ? `c${schemas.indexOf(n.schemas[0]) % 8}` : "";
  }
  const address = (n) => link({ node: n.id });
  const title = byId("sides");
  environments.forEach(([name], i) =>
    title.append(el("span", { class: "legend" }, several && el("i", { class: `c${i % 8}` }), name)));
  document.title = data.title;

  // ------------------------------------------------------------------- the list

  let listed = [], made = 0, current = null;

  function makeRow(n) {
    n.row = el("a", { href: address(n), title: n.id, "aria-current": n === current ? "true" : null },
      el("span", { class: `dot ${colorOf(n)}` }), el("span", { class: "name" }, n.name),
      el("span", { class: "muted" }, n.type === "model" ? "" : n.type));
    return el("li", null, n.row);
  }
  function makeMore() {
    const upTo = Math.min(made + chunk, listed.length);
    byId("rows").append(...listed.slice(made, upTo).map(makeRow));
    made = upTo;
    byId("count").textContent = !listed.length ? "No node matches."
      : `${listed.length === nodes.length ? "All" : `${listed.length} of`} ${nodes.length} nodes` +
        (made < listed.length ? `; ${made} listed, more as you scroll` : "");
  }
  function matches() {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const type = byId("type").value, schema = byId("schema").value;
    return nodes.filter((n) => (!type || n.type === type) && (!schema || n.schemas.includes(schema)) &&
      words.every((w) => n.text.includes(w)));
  }
  function relist() {
    listed = matches().sort((a, b) => byName.compare(a.name, b.name));
    byId("rows").replaceChildren();
    made = 0;
    makeMore();
    byId("list").scrollTop = 0;
    draw();
  }

  // ---------------------------------------------------------------- the drawing

  let size = { width: 0, height: 0 }, scale = 1, svg = null, middle = null;

  function around(n) {
    const found = new Set([n.number]);
    for (const [side, steps] of [["parents", byId("up").value], ["children", byId("down").value]]) {
      let edge = [n.number];
      for (let i = 0; i < Number(steps) && edge.length; i++) {
        edge = edge.flatMap((k) => nodes[k][side]).filter((k) => !found.has(k) && found.size < drawn && found.add(k));
      }
    }
    return [...found];
  }
  function small(n) {
    const [schema, , materialized] = n.places[n.here[0]];
    if (n.dashed) return "ephemeral";
    if (several && n.here.length < environments.length) return `only in ${n.here.map((i) => environments[i][0]).join(", ")}`;
    const where = several && n.schemas.length > 1 ? materialized : schema;
    return [n.type === "model" || n.type === "source" ? "" : n.type, where].filter(Boolean).join(", ") || n.type;
  }
  function say(text) {
    byId("limit").textContent = text;
    byId("limit").hidden = !text;
  }
  // What is drawn: around the chosen node, else all that is listed where that can be read.
  function choice() {
    if (current) {
      const chosen = around(current);
      say(chosen.length >= drawn ? `The first ${drawn} nodes around ${current.name} are drawn; take fewer steps to see all of them.` : "");
      return chosen;
    }
    say(listed.length > drawn ? `${listed.length} nodes are too many for one drawing (at most ${drawn}): these are their schemas or folders. Choose one, choose a node, or search.` : "");
    return listed.length > drawn ? null : listed.map((n) => n.number);
  }
  function drawnNodes(chosen) {
    const hits = new Set(listed.map((n) => n.number));
    return chosen.map((i) => {
      const n = nodes[i];
      return { key: i, name: n.name, small: small(n), title: [n.id, ...n.here.map((e) => n.places[e][1])].join("\n"),
        stripe: colorOf(n), href: address(n), round: n.type === "source" || n.type === "exposure", parents: n.parents,
        classes: [n === current ? "focus" : "", n.dashed ? "dashed" : "", hits.has(i) ? "" : "dim"].join(" ") };
    });
  }
  // Schemas, or the folders of one schema, and which of them read from which. Where two
  // read from each other, the direction of more edges is drawn.
  function drawnGroups() {
    const bySchema = new Set(listed.map((n) => n.schemas[0])).size > 1;
    const keyOf = (n) => (bySchema && n.schemas[0]) || n.path.slice(0, n.path.lastIndexOf("/") + 1) || n.type;
    const groups = new Map(), hits = new Set(listed);
    const group = (key) => groups.get(key) || groups.set(key, { count: 0, color: "", reads: new Map() }).get(key);
    for (const n of listed) {
      const own = group(keyOf(n));
      own.count++;
      own.color = colorOf(n);
      own.isSchema = bySchema && n.schemas.length > 0;
      for (const p of n.parents) {
        const from = keyOf(nodes[p]);
        if (hits.has(nodes[p]) && from !== keyOf(n)) own.reads.set(from, (own.reads.get(from) || 0) + 1);
      }
    }
    if (groups.size > drawn) return [];
    const most = (key, from) => (groups.get(from).reads.get(key) || 0) < groups.get(key).reads.get(from) ||
      ((groups.get(from).reads.get(key) || 0) === groups.get(key).reads.get(from) && from < key);
    return [...groups].map(([key, g]) => ({ key, name: key, small: `${g.count} nodes`, title: `${g.count} nodes`, stripe: several ? "" : g.color,
      href: link(g.isSchema ? { schema: key } : { search: key }), classes: "", parents: [...g.reads.keys()].filter((from) => most(key, from)) }));
  }
  function draw() {
    const chosen = choice(), items = chosen ? drawnNodes(chosen) : drawnGroups();
    svg = null;
    byId("drawing").replaceChildren();
    if (!items.length) return;
    const { drawing, width, height, center } = plumb.lineage(items);
    svg = drawing;
    size = { width, height };
    byId("drawing").append(drawing);
    middle = center;
    frame();
  }
  function show() {
    svg?.setAttribute("width", size.width * scale);
    svg?.setAttribute("height", size.height * scale);
  }
  function fit() {
    const room = byId("drawing");
    scale = Math.min(1, (room.clientWidth - 4) / size.width, (room.clientHeight - 4) / size.height);
    scale = Math.max(scale, 0.05);
    show();
  }
  // All of it, unless it could not be read then: the chosen node and what is near, or the
  // middle.
  function frame() {
    const room = byId("drawing"), least = middle ? 0.8 : 0.6, at = middle || { x: size.width / 2, y: size.height / 2 };
    fit();
    if (scale >= least) return;
    scale = least;
    show();
    room.scrollLeft = at.x * scale - room.clientWidth / 2;
    room.scrollTop = at.y * scale - room.clientHeight / 2;
  }
  function zoom(by, x, y) {
    const room = byId("drawing"), before = scale;
    x ??= room.clientWidth / 2;
    y ??= room.clientHeight / 2;
    scale = Math.min(3, Math.max(0.05, scale * by));
    const left = (room.scrollLeft + x) * (scale / before) - x, top = (room.scrollTop + y) * (scale / before) - y;
    show();
    room.scrollLeft = left;
    room.scrollTop = top;
  }

  function pan() {
    const room = byId("drawing");
    let from = null, moved = false;
    room.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button !== 0) return;
      from = { x: event.clientX + room.scrollLeft, y: event.clientY + room.scrollTop };
      moved = false;
    });
    addEventListener("pointermove", (event) => {
      if (!from) return;
      const left = from.x - event.clientX, top = from.y - event.clientY;
      moved ||= Math.abs(left - room.scrollLeft) + Math.abs(top - room.scrollTop) > 4;
      room.classList.toggle("dragged", moved);
      if (moved) room.scrollTo(left, top);
    });
    addEventListener("pointerup", () => {
      from = null;
      room.classList.remove("dragged");
    });
    room.addEventListener("dragstart", (event) => event.preventDefault());
    room.addEventListener("click", (event) => {
      if (moved) event.preventDefault();
      moved = false;
    }, true);
    room.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = room.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
    }, { passive: false });
  }

  // ---------------------------------------------------------------------- one node

  function links(label, numbers) {
    if (!numbers.length) return [];
    const most = 16;
    return [el("dt", null, label), el("dd", null, ...numbers.slice(0, most).flatMap((k, i) =>
      [i ? ", " : "", el("a", { href: address(nodes[k]) }, nodes[k].name)]),
    numbers.length > most ? `, and ${numbers.length - most} more` : "")];
  }
  function placeOf(n, i) {
    const place = n.places[i];
    if (!place) return "not there";
    const [schema, relation, materialized] = place;
    return [relation ? el("code", null, relation) : schema && materialized === "ephemeral" ? "" : "no relation",
      materialized ? el("span", { class: "muted" }, ` ${materialized}`) : ""];
  }
  function detail(n) {
    const box = byId("detail");
    box.hidden = !n;
    box.replaceChildren();
    if (!n) return;
    box.append(el("button", { type: "button", class: "close", "aria-label": "Close", on: { click: () => (box.hidden = true) } }, "×"),
      el("h2", null, n.name), el("p", { class: "muted" }, `${n.type} `, el("code", null, n.path)),
      el("dl", null, ...environments.flatMap(([name], i) => [el("dt", null, name), el("dd", null, ...[placeOf(n, i)].flat())]),
        ...links("reads", n.parents), ...links("read by", n.children)));
  }

  function route() {
    for (const id of ["schema", "search"]) {
      if (hash().has(id)) {
        byId(id).value = hash().get(id);
        if (byId(id).selectedIndex < 0) byId(id).value = "";
        relist();
      }
    }
    const n = nodes[numberOf.get(hash().get("node"))] || null;
    current?.row?.removeAttribute("aria-current");
    current = n;
    n?.row?.setAttribute("aria-current", "true");
    if (n?.row?.isConnected) n.row.scrollIntoView({ block: "nearest" });
    for (const label of document.querySelectorAll(".steps")) label.hidden = !n;
    byId("all").hidden = !n;
    detail(n);
    draw();
  }
  const whole = () => { location.hash = ""; };
  function move(by) {
    const at = listed.findIndex((n) => n.row && n.row === document.activeElement);
    const from = at >= 0 ? at : listed.indexOf(current);
    const next = Math.min(Math.max(from + by, 0), listed.length - 1);
    while (made <= next && made < listed.length) makeMore();
    listed[next]?.row.focus();
  }

  function options(id, first, values) {
    byId(id).append(el("option", { value: "" }, first), ...values.map((v) => el("option", { value: v }, v)));
    byId(id).addEventListener("change", relist);
  }
  options("type", "all types", [...new Set(nodes.map((n) => n.type))].sort());
  options("schema", "all schemas", schemas);
  for (const id of ["up", "down"]) {
    byId(id).append(...["0", "1", "2", "3", "5", "1000"].map((v) =>
      el("option", { value: v, selected: v === (id === "up" ? "2" : "3") }, v === "1000" ? "all" : v)));
    byId(id).addEventListener("change", draw);
  }
  byId("search").addEventListener("input", relist);
  byId("smaller").addEventListener("click", () => zoom(1 / 1.25));
  byId("larger").addEventListener("click", () => zoom(1.25));
  byId("fit").addEventListener("click", fit);
  byId("all").addEventListener("click", whole);
  keys({
    j: () => move(1), k: () => move(-1), "/": () => byId("search").focus(), "+": () => zoom(1.25),
    "-": () => zoom(1 / 1.25), 0: fit,
    Escape: () => {
      if (document.activeElement === byId("search")) {
        byId("search").value = "";
        byId("search").blur();
        relist();
      } else if (current || location.hash) {
        byId("schema").value = byId("search").value = "";
        relist();
        whole();
      }
    },
  });
  new IntersectionObserver((seen) => {
    if (seen.some((s) => s.isIntersecting) && made < listed.length) makeMore();
  }, { rootMargin: "400px" }).observe(byId("count"));
  addEventListener("hashchange", route);
  addEventListener("resize", () => svg && frame());
  pan();
  listed = matches().sort((a, b) => byName.compare(a.name, b.name));
  makeMore();
  route();
})();
