// The report of plumb diff: a table of nodes, and the node that the address names.
// The form of the data is described in diff/print_html.c and print_html_node.c.
"use strict";
(() => {
  const { data, el, byId, keys, hash, link } = plumb;
  const { pairs } = data;
  const verdicts = data.verdicts.map(([name, words, changed], number) => ({ name, words, changed, number }));
  const expected = verdicts.findIndex((v) => v.name === "expected");
  const chunk = 200; // rows that are made at a time
  const drawn = 150; // nodes of a drawing
  const printed = 300; // nodes that are printed at most
  const shownLines = 2000; // of SQL at once
  const byName = new Intl.Collator();
  const arrow = () => el("span", { class: "arrow", "aria-label": "to" }, "→");

  // ---------------------------------------------------------------- nodes and rows

  const nodes = data.nodes.map(([id, name, type, path, parents]) => ({ id, name, type, path, parents, children: [], rows: [] }));
  nodes.forEach((n, i) => n.parents.forEach((p) => nodes[p].children.push(i)));
  const numberOf = new Map(nodes.map((n, i) => [n.id, i]));
  data.rows.forEach((rows, pair) => {
    for (const [number, verdict, a, b, details] of rows) {
      nodes[number].rows[pair] = { verdict, a, b: b === 0 ? a : b, details: details || {} };
    }
  });
  const compared = nodes.filter((n) => n.rows.length);
  for (const n of compared) {
    n.gravest = Math.max(...n.rows.filter(Boolean).map((r) => r.verdict));
    n.firstPair = n.rows.findIndex((r) => r && r.verdict === n.gravest);
    const row = n.rows[n.firstPair], cause = (row.details.causes || [])[0];
    n.because = cause ? [cause[0], cause[1]] : null;
    n.down = row.details.down || [0, 0, 0];
    n.text = [n.name, n.id, n.path, ...n.rows.filter(Boolean).flatMap((r) => [r.a, r.b,
      ...(r.details.causes || []).flatMap((c) => [c[0], c[1]])])].join("\n").toLowerCase();
  }
  const isRead = (n) => n.type !== "test" && n.type !== "unit_test" && n.type !== "analysis";

  // Breadth first, as plumb counts: tests and analyses are read by nothing.
  function downstream(number) {
    const seen = new Set([number]), found = [];
    let edge = [number];
    for (let distance = 1; edge.length; distance++) {
      const next = [];
      for (const from of edge) {
        for (const to of nodes[from].children) {
          if (seen.has(to) || !isRead(nodes[to])) continue;
          seen.add(to);
          found.push({ number: to, distance });
          next.push(to);
        }
      }
      edge = next;
    }
    return found;
  }

  const badge = (v, attributes) =>
    el(attributes ? "a" : "span", { class: `badge ${verdicts[v].name}`, title: verdicts[v].words, ...attributes }, verdicts[v].name);
  const pairLabel = (pair) => `${pairs[pair][0]} → ${pairs[pair][1]}`;
  const address = (n, pair) =>
    link(pairs.length > 1 ? { node: n.id, pair: pair === undefined ? n.firstPair : pair } : { node: n.id });

  // ------------------------------------------------------------------- the heading

  if (pairs.length === 1) {
    byId("sides").append(pairs[0][0], arrow(), pairs[0][1]);
  } else {
    byId("sides").append(`${pairs.length} comparisons`);
  }
  document.title = data.title;
  for (const note of data.notes) byId("notes").append(el("p", { class: "note" }, note));
  for (const v of [...verdicts].reverse()) {
    byId("words").append(el("dt", null, badge(v.number)), el("dd", null, v.words));
  }

  // ---------------------------------------------------------------- what is listed

  const counts = verdicts.map((v) => compared.filter((n) => n.rows.some((r) => r && r.verdict === v.number)).length);
  const differing = compared.some((n) => n.gravest > expected);
  const shown = new Set(verdicts.filter((v) => !differing || v.number > expected).map((v) => v.number));
  let sorting = { key: "verdict", down: true }, listed = [], made = 0, current = null;

  function makeChips() {
    for (const v of [...verdicts].reverse()) {
      if (!counts[v.number]) continue;
      const chip = el("button", { type: "button", "aria-pressed": String(shown.has(v.number)), title: v.words,
        on: { click: () => {
          if (!shown.delete(v.number)) shown.add(v.number);
          chip.setAttribute("aria-pressed", String(shown.has(v.number)));
          relist();
        } } }, badge(v.number), el("b", null, String(counts[v.number])));
      byId("chips").append(chip);
    }
  }

  function makeTypes() {
    const types = [...new Set(compared.map((n) => n.type))].sort();
    byId("type").append(el("option", { value: "" }, "all types"),
      ...types.map((t) => el("option", { value: t }, `${t} (${compared.filter((n) => n.type === t).length})`)));
    byId("type").addEventListener("change", relist);
  }

  const sorters = {
    name: (a, b) => byName.compare(a.name, b.name),
    type: (a, b) => byName.compare(a.type, b.type),
    verdict: (a, b) => a.gravest - b.gravest || (isRead(a) ? 1 : 0) - (isRead(b) ? 1 : 0),
    down: (a, b) => a.down[0] - b.down[0],
  };
  function sorterOf(key) {
    const pair = Number(key.slice(5));
    return sorters[key] || ((a, b) => (a.rows[pair]?.verdict ?? -1) - (b.rows[pair]?.verdict ?? -1));
  }

  function columns() {
    const verdictColumns = pairs.length === 1 ? [["verdict", "Verdict", "verdict"]]
      : pairs.map(([a, b], i) => [`pair:${i}`, `${a}\n→ ${b}`, "verdict wide"]);
    return [["name", "Node", ""], ["type", "Type", "type wide"], ...verdictColumns,
      [null, "Because", "because wide"], ["down", "Downstream", "down wide"]];
  }
  function makeColumns() {
    byId("columns").closest("table").style.setProperty("--pairs", pairs.length);
    byId("columns").replaceChildren(...columns().map(([key, label, classes]) => {
      const direction = sorting.key === key ? (sorting.down ? "descending" : "ascending") : null;
      const head = key ? el("button", { type: "button", on: { click: () => {
        sorting = { key, down: sorting.key === key ? !sorting.down : key !== "name" && key !== "type" };
        makeColumns();
        relist();
      } } }, label) : label;
      return el("th", { scope: "col", class: classes, "aria-sort": direction }, head);
    }));
  }

  // The row has the node's file already.
  function because(n) {
    if (!n.because) return [];
    const [where, text] = n.because, own = where.startsWith(`${n.path}:`);
    return [where && el("code", null, own ? `line ${where.slice(n.path.length + 1)}` : where), ` ${text}`];
  }

  function makeRow(n) {
    const verdictCells = pairs.map((_, i) => el("td", { class: `verdict ${pairs.length > 1 ? "wide" : ""} ${i === n.firstPair ? "first" : ""}`,
      "data-pair": pairs.length > 1 ? pairLabel(i) : null },
      n.rows[i] ? (pairs.length > 1 ? badge(n.rows[i].verdict, { href: address(n, i), "aria-label": `${verdicts[n.rows[i].verdict].name}, ${pairLabel(i)}` })
        : badge(n.rows[i].verdict)) : el("span", { class: "muted" }, "–")));
    n.row = el("tr", { on: { click: (event) => {
      if (!event.target.closest("a")) location.hash = address(n);
    } } },
      el("td", null, el("a", { class: "name", href: address(n) }, n.name), el("span", { class: "path", title: n.path || n.id }, n.path || n.id)),
      el("td", { class: "type wide muted" }, n.type), ...verdictCells,
      el("td", { class: "because wide" }, ...because(n)),
      el("td", { class: "down wide" }, n.down[0] ? `${n.down[0]}` : "",
        n.down[1] ? el("span", { class: "muted" }, ` (${n.down[1]} changed)`) : "",
        n.down[2] ? el("span", { class: "muted" }, ` (${n.down[2]} not compared)`) : ""));
    if (n === current) n.row.setAttribute("aria-current", "true");
    return n.row;
  }

  function makeMore() {
    const upTo = Math.min(made + chunk, listed.length);
    byId("rows").append(...listed.slice(made, upTo).map(makeRow));
    made = upTo;
    const all = compared.length;
    byId("count").textContent = !listed.length ? (all ? "No node matches." : "No nodes were compared.")
      : `${listed.length === all ? "All" : `${listed.length} of`} ${all} nodes` +
        (made < listed.length ? `; ${made} in the table, more as you scroll` : "");
  }

  function relist() {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const type = byId("type").value, compare = sorterOf(sorting.key), sign = sorting.down ? -1 : 1;
    listed = compared.filter((n) => (!type || n.type === type) && n.rows.some((r) => r && shown.has(r.verdict)) &&
      words.every((w) => n.text.includes(w)));
    listed.sort((a, b) => sign * compare(a, b) || b.gravest - a.gravest || byName.compare(a.name, b.name));
    byId("rows").replaceChildren();
    made = 0;
    makeMore();
    byId("list").scrollTop = 0;
  }

  // -------------------------------------------------------------------- one node

  const section = (title, ...content) => el("section", null, el("h3", null, title), ...content);
  const place = (text) => (text ? el("span", { class: "place" }, text) : "");

  function causes(details) {
    if (!details.causes) return null;
    return section("Why", el("ol", { class: "causes" }, ...details.causes.map(([where, text, calls]) =>
      el("li", null, place(where), text, calls.length ? el("ol", null, ...calls.map(([at, what]) =>
        el("li", null, what, at ? " " : "", at ? el("code", null, at) : ""))) : ""))));
  }

  // Part by part of a name: what the parts have in common at both ends is shown plain.
  function changedPart(text, other, name) {
    let lo = 0, hi = 0;
    const most = Math.min(text.length, other.length);
    while (lo < most && text[lo] === other[lo]) lo++;
    while (hi < most - lo && text[text.length - 1 - hi] === other[other.length - 1 - hi]) hi++;
    const middle = text.slice(lo, text.length - hi);
    return [text.slice(0, lo), middle && el("span", { class: name }, middle), text.slice(text.length - hi)];
  }
  function marked(text, other, name) {
    const own = text.split("."), others = other.split(".");
    if (!text || text === other || own.length !== others.length) return el("code", null, text || "–");
    return el("code", null, ...own.flatMap((part, i) => [i ? "." : "", ...changedPart(part, others[i], name)]));
  }

  function relations(row, pair) {
    const { state = ["", ""], materialized = ["", ""] } = row.details;
    if (!row.a && !row.b && !state[0] && !state[1]) return null;
    const same = row.a === row.b && state[0] === state[1] && materialized[0] === materialized[1];
    const line = (side, label, text, other, name) => el("tr", null, el("th", { scope: "row" }, label),
      el("td", null, text || !state[side] ? marked(text, other, name) : "",
        el("span", { class: "muted" }, ` ${[materialized[side], state[side]].filter(Boolean).join(", ")}`)));
    return section("Where it lands", el("table", { class: "facts" }, el("tbody", null,
      ...(same ? [line(1, "on both sides", row.b, row.a, "b")]
        : [line(0, pairs[pair][0], row.a, row.b, "a"), line(1, pairs[pair][1], row.b, row.a, "b")]))));
  }

  function config(details, pair) {
    if (!details.config) return null;
    return section("Config", el("table", { class: "facts" },
      el("thead", null, el("tr", null, ...["key", pairs[pair][0], pairs[pair][1], "set at"].map((h) => el("th", { scope: "col" }, h)))),
      el("tbody", null, ...details.config.map(([key, a, b, where]) => el("tr", null,
        el("th", { scope: "row" }, el("code", null, key)), el("td", null, a ? el("code", { class: "a" }, a) : "not set"),
        el("td", null, b ? el("code", { class: "b" }, b) : "not set"), el("td", null, where ? el("code", null, where) : ""))))));
  }

  // ---- SQL: lines of both sides, side by side or as one text

  let unified = matchMedia("(max-width: 720px)").matches;

  // [{a, b, kind, left, right}]; pieces are a line's text, changed ones in odd places.
  function linesOf(hunk) {
    let [a, b] = hunk, gone = 0;
    const out = [];
    for (const line of hunk[2]) {
      const kind = line[0][0], pieces = typeof line === "string" ? [line.slice(1)] : line.slice(1);
      if (kind === " ") {
        out.push({ a: a++, b: b++, left: pieces, right: pieces, same: true });
        gone = out.length;
      } else if (kind === "-") {
        out.push({ a: a++, left: pieces });
      } else {
        while (gone < out.length && (out[gone].same || out[gone].right)) gone++;
        if (gone < out.length) {
          Object.assign(out[gone], { b: b++, right: pieces });
        } else {
          out.push({ b: b++, right: pieces });
        }
      }
    }
    return out;
  }

  // A line of which little stayed has no words to mark.
  function piecesOf(pieces, tag) {
    const letters = (odd) => pieces.reduce((sum, p, i) => sum + (i % 2 === odd ? p.replace(/\s/g, "").length : 0), 0);
    return letters(0) * 2 >= letters(1) ? pieces.map((p, i) => (i % 2 ? el(tag, null, p) : p)) : [pieces.join("")];
  }
  const numberCell = (n, classes) => el("td", { class: `no ${classes}` }, n ? String(n) : "");
  const textCell = (pieces, tag, classes, sign) => el("td", { class: classes },
    sign ? el("span", { class: "sign" }, sign) : "", ...(pieces ? piecesOf(pieces, tag) : []));

  function splitRows(lines) {
    return lines.map((l) => {
      const left = l.same ? "" : l.left ? "gone" : "none", right = l.same ? "" : l.right ? "new" : "none";
      return el("tr", null, numberCell(l.a, left), textCell(l.left, "del", left), numberCell(l.b, right), textCell(l.right, "ins", right));
    });
  }
  function unifiedRows(lines) {
    const row = (l, kind) => el("tr", null, numberCell(kind === "new" ? 0 : l.a, kind), numberCell(kind === "gone" ? 0 : l.b, kind),
      textCell(kind === "new" ? l.right : l.left, kind === "gone" ? "del" : "ins", kind, kind === "gone" ? "-" : kind === "new" ? "+" : " "));
    const out = [];
    for (let i = 0; i < lines.length; ) {
      if (lines[i].same) {
        out.push(row(lines[i++], ""));
        continue;
      }
      const from = i;
      while (i < lines.length && !lines[i].same) i++;
      const run = lines.slice(from, i);
      for (const l of run) if (l.left) out.push(row(l, "gone"));
      for (const l of run) if (l.right) out.push(row(l, "new"));
    }
    return out;
  }

  // Rows are made part by part, {count of lines, make: () => rows}: tens of thousands at
  // once would stall the page.
  function partsOf(lines, makeRows) {
    const most = 500, parts = [];
    for (let i = 0; i < lines.length; i += most) {
      const some = lines.slice(i, i + most);
      parts.push({ count: some.length, make: () => makeRows(some) });
    }
    return parts;
  }
  function appendParts(body, parts, span) {
    let i = 0;
    for (let count = 0; i < parts.length && count < shownLines; count += parts[i++].count) body.append(...parts[i].make());
    if (i === parts.length) return;
    const rest = parts.slice(i), lines = rest.reduce((sum, p) => sum + p.count, 0);
    const more = el("tr", { class: "fold" }, el("td", { colspan: span }, el("button", { type: "button", on: { click: () => {
      more.remove();
      appendParts(body, rest, span);
    } } }, `⋯ show more: ${lines} lines follow`)));
    body.append(more);
  }

  function foldRow(lines, makeRows, span) {
    const row = el("tr", { class: "fold no-print" }, el("td", { colspan: span }, el("button", { type: "button",
      on: { click: () => row.replaceWith(...makeRows(lines)) } }, `⋯ show ${lines.length} equal lines`)));
    return row;
  }
  // Equal lines far from any change are put away, to be unfolded.
  function folded(lines, makeRows, span) {
    const near = 4, least = 4, keep = lines.map(() => false), parts = [];
    lines.forEach((l, i) => {
      if (!l.same) for (let k = Math.max(0, i - near); k <= Math.min(lines.length - 1, i + near); k++) keep[k] = true;
    });
    for (let i = 0; i < lines.length; ) {
      const from = i;
      while (i < lines.length && keep[i] === keep[from]) i++;
      const some = lines.slice(from, i);
      if (keep[from] || some.length < least) {
        for (const part of partsOf(some, makeRows)) parts.push(part);
      } else {
        parts.push({ count: 1, make: () => [foldRow(some, makeRows, span)] });
      }
    }
    return parts;
  }

  function sqlParts(hunks, lines, makeRows, span, fold, cut) {
    const parts = [];
    let lastA = 1;
    hunks.forEach((hunk, i) => {
      const gap = hunk[0] - lastA;
      if (cut && gap > 0) {
        const row = () => el("tr", { class: "fold" }, el("td", { colspan: span }, el("span", null, `${gap} equal lines are not in this page`)));
        parts.push({ count: 1, make: () => [row()] });
      }
      lastA = hunk[0] + lines[i].filter((l) => l.a).length;
      for (const part of fold ? folded(lines[i], makeRows, span) : partsOf(lines[i], makeRows)) parts.push(part);
    });
    return parts;
  }

  function sqlTable(hunks, pair, cut) {
    const lines = hunks.map(linesOf), flat = lines.flat();
    const oneSided = flat.every((l) => !l.left) ? 1 : flat.every((l) => !l.right) ? 0 : -1;
    const split = !unified && oneSided < 0, span = split ? 4 : oneSided < 0 ? 3 : 2;
    const plainRows = (part) => part.map((l) => el("tr", null, numberCell(l.a || l.b, ""), textCell(l.left || l.right, "span", "")));
    const body = el("tbody", null);
    appendParts(body, sqlParts(hunks, lines, split ? splitRows : oneSided < 0 ? unifiedRows : plainRows, span, oneSided < 0, cut), span);
    const number = () => el("col", { class: "number" });
    const heads = split ? [el("th", { colspan: 2, scope: "col" }, pairs[pair][0]), el("th", { colspan: 2, scope: "col" }, pairs[pair][1])]
      : [el("th", { colspan: span, scope: "col" }, oneSided >= 0 ? pairs[pair][oneSided] : pairLabel(pair))];
    return el("table", { class: split ? "split" : "unified" }, el("colgroup", null, ...(split ? [number(), el("col"), number(), el("col")]
      : span === 3 ? [number(), number(), el("col")] : [number(), el("col")])), el("thead", null, el("tr", null, ...heads)), body);
  }

  function sql(details, pair) {
    if (details.left_out) return section("SQL", el("p", { class: "muted" }, "Left out: the page would grow too large. Select this node alone to see it."));
    if (!details.sql) return null;
    const holder = el("div", { class: "sql" }, sqlTable(details.sql, pair, details.cut));
    const button = (label, value) => el("button", { type: "button", "aria-pressed": String(unified === value), on: { click: () => {
      unified = value;
      for (const b of group.children) b.setAttribute("aria-pressed", String(b.textContent === label));
      holder.replaceChildren(sqlTable(details.sql, pair, details.cut));
    } } }, label);
    const group = el("div", { class: "group", role: "group", "aria-label": "Form of the SQL" }, button("Side by side", false), button("Unified", true));
    return el("section", null, el("div", { class: "row-head" }, el("h3", null, "SQL"), group), holder);
  }

  // ---- lineage

  function lineage(number, found, pair) {
    const near = new Map([[number, 0]]);
    for (const p of nodes[number].parents) near.set(p, -1);
    const room = drawn - near.size;
    for (const f of found.slice(0, Math.max(room, 0))) if (!near.has(f.number)) near.set(f.number, f.distance);
    if (near.size < 2) return null;
    const { drawing, width, center } = plumb.lineage([...near.keys()].map((i) => {
      const n = nodes[i], row = n.rows[pair], verdict = row ? verdicts[row.verdict].name : "";
      return { key: i, name: n.name, small: verdict && verdict !== "identical" ? `${n.type}, ${verdict}` : n.type,
        title: verdict ? `${n.id}\n${verdict}: ${verdicts[row.verdict].words}` : n.id, stripe: verdict,
        href: n.rows.length ? address(n, row ? pair : undefined) : null, round: n.type === "source" || n.type === "exposure",
        classes: i === number ? "focus" : "", parents: n.parents };
    }));
    const holder = el("div", { class: "lineage", tabindex: 0, role: "region", "aria-label": "Lineage" }, drawing);
    requestAnimationFrame(() => {
      if (center && width > holder.clientWidth) holder.scrollLeft = center.x - holder.clientWidth / 3;
      if (center) holder.scrollTop = center.y - holder.clientHeight / 2;
    });
    const missing = found.length - (near.size - 1 - nodes[number].parents.length);
    return el("div", null, holder, missing > 0 ? el("p", { class: "muted" }, `${missing} nodes further down are not drawn.`) : "");
  }

  function impact(number, pair) {
    const found = isRead(nodes[number]) ? downstream(number) : [];
    const verdictOf = (f) => nodes[f.number].rows[pair]?.verdict ?? 0;
    const changed = found.filter((f) => verdicts[verdictOf(f)].changed);
    const unknown = nodes[number].rows[pair]?.details.down?.[2] || 0;
    const drawing = lineage(number, found, pair);
    if (!drawing) return null;
    const item = (f) => {
      const n = nodes[f.number], label = n.type === "exposure" ? `exposure ${n.name}` : n.name;
      return el("li", null, n.rows.length ? el("a", { href: address(n, n.rows[pair] ? pair : undefined) }, label) : label, " ",
        verdictOf(f) > expected ? badge(verdictOf(f)) : "", el("span", { class: "muted" }, f.distance > 1 ? ` ${f.distance} steps` : ""));
    };
    const listMost = 400, ordered = changed.concat(found.filter((f) => !verdicts[verdictOf(f)].changed));
    return section(found.length ? `Downstream: ${found.length}, of them changed too: ${changed.length}${unknown ? `, not compared: ${unknown}` : ""}` : "Lineage: nothing is downstream",
      drawing, el("ul", { class: "downstream" }, ...ordered.slice(0, listMost).map(item)),
      ordered.length > listMost ? el("p", { class: "muted" }, `${ordered.length - listMost} more are not listed.`) : "");
  }

  function nodeView(n, pair, tools) {
    const row = n.rows[pair], details = row.details, number = numberOf.get(n.id);
    const tabs = pairs.length > 1 ? el("nav", { class: "tabs", "aria-label": "Comparisons" }, ...pairs.map((_, i) => n.rows[i] &&
      el("a", { href: address(n, i), "aria-current": i === pair ? "true" : null }, pairLabel(i), badge(n.rows[i].verdict)))) : null;
    return el("div", { class: "node" },
      el("div", { class: "head" }, el("h2", null, n.name), badge(row.verdict), ...(details.also || []).map((v) => badge(v)), tools),
      el("p", { class: "sub" }, `${n.type}, ${verdicts[row.verdict].words}. `, el("code", null, n.path || n.id)), tabs,
      causes(details), relations(row, pair), config(details, pair),
      details.drop ? section("Left behind in the warehouse", el("pre", { class: "drop" }, `-- ${details.drop}`)) : null,
      sql(details, pair), impact(number, pair));
  }

  function step(by) {
    const at = listed.indexOf(current);
    const next = at < 0 ? (by > 0 ? 0 : listed.length - 1) : Math.min(Math.max(at + by, 0), listed.length - 1);
    while (made <= next && made < listed.length) makeMore();
    return listed[next];
  }

  function mark(n) {
    current?.row?.removeAttribute("aria-current");
    current = n;
    if (!n) return;
    n.row?.setAttribute("aria-current", "true");
    if (n.row?.isConnected) n.row.scrollIntoView({ block: "nearest" });
  }

  const isOpen = () => !byId("detail").hidden;
  const close = () => { location.hash = ""; };

  function move(by) {
    const n = step(by);
    if (!n) return;
    mark(n); // at once: the address is followed later, and keys may come faster
    if (isOpen()) {
      location.hash = address(n);
    } else {
      n.row.querySelector("a").focus({ preventScroll: true });
    }
  }

  function route() {
    const wanted = hash(), n = nodes[numberOf.get(wanted.get("node"))];
    const detail = byId("detail"), open = Boolean(n && n.rows.length);
    document.body.classList.toggle("open", open);
    document.body.classList.toggle("several", pairs.length > 1);
    detail.hidden = !open;
    if (!open) {
      detail.replaceChildren();
      current?.row?.querySelector("a").focus();
      return;
    }
    const asked = Number(wanted.get("pair") ?? n.firstPair), pair = n.rows[asked] ? asked : n.firstPair;
    const button = (label, name, action) => el("button", { type: "button", "aria-label": name, on: { click: action } }, label);
    detail.replaceChildren(nodeView(n, pair, el("div", { class: "tools" }, button("↑", "Previous node", () => move(-1)),
      button("↓", "Next node", () => move(1)), button("Close", "Close", close))));
    detail.setAttribute("aria-label", n.name);
    detail.scrollTop = 0;
    if (matchMedia("(max-width: 720px)").matches) scrollTo(0, 0);
    mark(n);
    detail.focus({ preventScroll: true });
  }

  // ---- on paper: the open node, or all that are listed and differ
  addEventListener("beforeprint", () => {
    const differ = listed.filter((n) => n.gravest > expected), wide = unified;
    const chosen = isOpen() ? [current] : differ.slice(0, printed);
    unified = true;
    byId("print").replaceChildren(...chosen.map((n) => nodeView(n, n.firstPair, "")),
      chosen.length < differ.length && !isOpen() ? el("p", null, `${differ.length - chosen.length} more nodes differ.`) : "");
    unified = wide;
  });
  addEventListener("afterprint", () => byId("print").replaceChildren());

  keys({
    j: () => move(1), k: () => move(-1), ArrowDown: () => !isOpen() && current ? move(1) : false,
    ArrowUp: () => !isOpen() && current ? move(-1) : false,
    Enter: (event) => {
      if (event.target !== document.body || !current) return false;
      location.hash = address(current);
    },
    Escape: () => {
      if (document.activeElement === byId("search")) {
        byId("search").value = "";
        relist();
        byId("search").blur();
      } else if (isOpen()) {
        close();
      }
    },
    "/": () => byId("search").focus(),
    u: () => byId("detail").querySelector(".group button[aria-pressed='false']")?.click(),
  });

  byId("search").addEventListener("input", relist);
  makeChips();
  makeTypes();
  makeColumns();
  relist();
  new IntersectionObserver((seen) => {
    if (seen.some((s) => s.isIntersecting) && made < listed.length) makeMore();
  }, { rootMargin: "600px" }).observe(byId("count"));
  addEventListener("hashchange", route);
  route();
})();
