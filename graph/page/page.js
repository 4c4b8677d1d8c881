// What all pages share: data, elements, theme, help, keys. Text is only ever set as
// text, so nothing of a project can become markup.
"use strict";
const plumb = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const svgSpace = "http://www.w3.org/2000/svg";

  function fill(e, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "on") {
        for (const [event, handler] of Object.entries(value)) e.addEventListener(event, handler);
      } else if (value === true) {
        e.setAttribute(name, "");
      } else if (value !== false && value !== null && value !== undefined) {
        e.setAttribute(name, value);
      }
    }
    e.append(...children.filter((c) => c !== null && c !== undefined && c !== false));
    return e;
  }
  const el = (tag, attributes, ...children) =>
    fill(document.createElement(tag), attributes, children);
  const svg = (tag, attributes, ...children) =>
    fill(document.createElementNS(svgSpace, tag), attributes, children);
  const byId = (id) => document.getElementById(id);

  // ---- light and dark: the system's choice, or the reader's while the page is open
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = "";
  function showTheme() {
    const theme = chosen || (dark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = theme;
    const button = byId("theme");
    button.textContent = theme === "dark" ? "Light" : "Dark";
    button.setAttribute("aria-label", `Use ${theme === "dark" ? "light" : "dark"} colours`);
  }
  dark.addEventListener("change", showTheme);
  byId("theme").addEventListener("click", () => {
    chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    showTheme();
  });
  showTheme();

  // ---- help
  const help = byId("help");
  byId("help-button").addEventListener("click", () => help.showModal());
  byId("help-close").addEventListener("click", () => help.close());

  // ---- keys: one table a page; letters are left alone while one types
  function keys(table) {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
      if (typing && event.key !== "Escape") return;
      const action = event.key === "?" ? () => help.showModal() : table[event.key];
      if (action && action(event) !== false) event.preventDefault();
    });
  }

  // ---- the address: #name=value&name=value
  const hash = () => new URLSearchParams(location.hash.slice(1));
  const link = (values) => "#" + new URLSearchParams(values).toString();

  return { data, el, svg, byId, keys, hash, link };
})();
