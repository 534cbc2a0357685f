"use strict";
// Everything of a report is put in as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const t = data.words;
const PAGE = 100;
const byRef = new Map(data.statements.map((row, index) => [row.ref, index]));

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") made.className = value;
    else if (key === "onclick") made.addEventListener("click", value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function marked(text, needle) {
  if (!needle) return [text];
  const parts = [];
  const lower = text.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, from)) {
    parts.push(text.slice(from, at), element("mark", {}, text.slice(at, at + needle.length)));
    from = at + needle.length;
  }
  parts.push(text.slice(from));
  return parts;
}

function where(report) {
  return [report.agency || t.unnamed, report.year || t.unknown, report.place].filter(Boolean).join(" · ");
}

function quote(index, needle) {
  const row = data.statements[index];
  const report = data.reports[row.report];
  const box = element("article", { class: `quote ${row.kind}` }, element("p", {}, ...marked(row.text, needle)));
  box.append(element("p", { class: "where" }, `${row.ref} · `, ...marked(where(report), needle)));
  const tags = element("p", {});
  for (const theme of row.themes) {
    const words = (row.words[theme] || []).join("、");
    tags.append(element("span", { class: "tag", title: words ? `${t.words}：${words}` : row.reason || "" }, data.names[`${row.kind}.${theme}`] || theme));
  }
  box.append(tags);
  if (row.answered && row.answered.length) {
    box.append(element("p", { class: "where" }, `${t.answered}：`, ...row.answered.map(refButton)));
  }
  return box;
}

function refButton(ref) {
  return element("button", { type: "button", class: "ref", "data-refs": ref }, ref);
}

function list(target, indices, needle) {
  target.replaceChildren();
  let shown = 0;
  const more = element("button", { type: "button", onclick: next }, t.more);
  function next() {
    more.remove();
    const slice = indices.slice(shown, shown + PAGE);
    shown += slice.length;
    target.append(...slice.map((index) => quote(index, needle)));
    if (shown < indices.length) target.append(more);
  }
  if (indices.length) next();
  else target.append(element("p", { class: "note" }, t.none_found));
}

const dialog = document.getElementById("quotes");
function open(title, indices) {
  document.getElementById("quotes-title").textContent = `${title}（${indices.length}）`;
  list(document.getElementById("quotes-body"), indices, "");
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}
document.getElementById("close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-refs], [data-theme]");
  if (!button) return;
  if (button.dataset.refs) open(button.dataset.title || button.dataset.refs, button.dataset.refs.split(" ").map((ref) => byRef.get(ref)).filter((index) => index !== undefined));
  else { const [kind, theme] = button.dataset.theme.split("."); open(data.names[button.dataset.theme], behind(kind, theme)); }
});

function behind(kind, theme, filter) {
  const found = [];
  data.statements.forEach((row, index) => {
    if (row.kind === kind && row.themes.includes(theme) && (!filter || filter(data.reports[row.report]))) found.push(index);
  });
  return found;
}

// ---- search
const query = document.getElementById("query");
const results = document.getElementById("results");
const haystack = data.statements.map((row) => {
  const report = data.reports[row.report];
  return `${row.ref} ${row.text} ${where(report)}`.toLowerCase();
});
let waiting = 0;
function search() {
  const needle = query.value.trim().toLowerCase();
  results.hidden = !needle;
  if (!needle) { results.replaceChildren(); return; }
  const found = [];
  haystack.forEach((text, index) => { if (text.includes(needle)) found.push(index); });
  const body = element("div");
  results.replaceChildren(element("h2", {}, `${found.length} ${t.found}`), body);
  list(body, found, needle);
}
query.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
document.getElementById("search").addEventListener("submit", (event) => { event.preventDefault(); search(); });

// ---- charts
const font = { family: getComputedStyle(document.body).fontFamily, size: 13, color: "#1d2733" };
const config = { displayModeBar: false, responsive: true };
const colors = ["#1f5a8c", "#c8641b", "#3c7d3c", "#9c3d72", "#6a58a8", "#6b7280"];
const charts = document.getElementById("charts");
const narrow = () => charts.clientWidth < 560;

// A long name in lines of about the same length.
function wrapped(text) {
  if (data.language === "en") return narrow() ? text.replace(/(.{10,}?) /g, "$1<br>") : text;
  const lines = Math.ceil(text.length / (narrow() ? 8 : 16));
  return text.replace(new RegExp(`(.{${Math.ceil(text.length / lines)}})(?=.)`, "g"), "$1<br>");
}

function chart(id, title, wide) {
  const box = element("div", { id, class: wide ? "chart wide" : "chart", role: "img", "aria-label": title });
  const section = element("section", {}, element("h2", {}, title));
  section.append(element("div", { class: wide ? "scroll" : "" }, box));
  charts.append(section);
  return box;
}

function frequency(kind) {
  const rows = data.themes.filter((theme) => theme.kind === kind && theme.statements).reverse();
  if (!rows.length) return;
  const box = chart(`frequency-${kind}`, `${t.frequency}：${t[`${kind}s`]}`, false);
  const names = rows.map((theme) => wrapped(data.names[`${kind}.${theme.id}`]));
  const bar = (name, values, color) => ({ type: "bar", orientation: "h", name, x: values, y: names, customdata: rows.map((theme) => theme.id), marker: { color }, hovertemplate: `%{y}<br>${name} %{x}<extra></extra>` });
  Plotly.newPlot(box, [bar(t.texts, rows.map((theme) => theme.texts), "#a9c4dd"), bar(t.agencies, rows.map((theme) => theme.agencies), kind === "problem" ? colors[0] : "#8a4b12")], {
    font, barmode: "group", height: 120 + rows.length * 30, margin: { l: 10, r: 10, t: 10, b: 40 }, dragmode: false,
    yaxis: { automargin: true, fixedrange: true }, xaxis: { fixedrange: true, rangemode: "tozero" }, legend: { orientation: "h", y: 1.02, yanchor: "bottom", traceorder: "reversed" },
  }, config);
  box.on("plotly_click", (event) => { const theme = event.points[0].customdata; open(data.names[`${kind}.${theme}`], behind(kind, theme)); });
}

// The same numbers as a table, for the keyboard and for readers of screens; made when it is opened.
function grid(place, rows, dimension, keys, label) {
  const holder = element("details", { class: "grid" }, element("summary", {}, t.as_table));
  holder.addEventListener("toggle", () => {
    if (!holder.open || holder.children.length > 1) return;
    const head = element("tr", {}, element("th", {}, t.theme), ...keys.map((key) => element("th", {}, `${label(key)}（${data.among[dimension][key] || 0}）`)));
    const body = rows.map((theme) => element("tr", {}, element("td", {}, data.names[`problem.${theme.id}`]), ...keys.map((key) => {
      const count = theme.by[dimension][key];
      if (!count) return element("td", {}, "");
      const title = `${data.names[`problem.${theme.id}`]} · ${label(key)}`;
      return element("td", {}, element("button", { type: "button", class: "count", onclick: () => open(title, behind("problem", theme.id, (report) => String(report[dimension]) === key)) }, String(count)));
    })));
    holder.append(element("div", { class: "scroll" }, element("table", {}, element("thead", {}, head), element("tbody", {}, ...body))));
  });
  place.querySelector("details.grid")?.remove();
  place.append(holder);
}

function years() {
  const all = data.years;
  if (all.length < 2) return;
  const rows = data.themes.filter((theme) => theme.kind === "problem" && theme.statements && theme.id !== "other").slice(0, 6);
  const box = chart("over-years", t.over_years, false);
  const traces = rows.map((theme, index) => ({
    type: "bar", name: data.names[`problem.${theme.id}`], x: all.map(String), y: all.map((year) => data.among.year[year] ? Math.round(100 * (theme.by.year[year] || 0) / data.among.year[year]) : 0),
    customdata: all.map((year) => [theme.id, year, theme.by.year[year] || 0, data.among.year[year] || 0]), marker: { color: colors[index] },
    hovertemplate: "%{x}<br>%{fullData.name} %{y}%（%{customdata[2]}/%{customdata[3]}）<extra></extra>",
  }));
  Plotly.newPlot(box, traces, {
    font, barmode: "group", height: narrow() ? 520 : 420, margin: { l: 40, r: 10, t: 10, b: 40 }, dragmode: false,
    xaxis: { type: "category", fixedrange: true }, yaxis: { fixedrange: true, rangemode: "tozero", ticksuffix: "%" }, legend: { orientation: "h", y: -0.12, yanchor: "top" },
  }, config);
  box.on("plotly_click", (event) => {
    const [theme, year] = event.points[0].customdata;
    open(`${data.names[`problem.${theme}`]} · ${year}`, behind("problem", theme, (report) => report.year === year));
  });
  grid(box.closest("section"), data.themes.filter((theme) => theme.kind === "problem" && theme.statements), "year", all.map(String), (key) => key);
}

function groups() {
  const rows = data.themes.filter((theme) => theme.kind === "problem" && theme.statements).reverse();
  if (!rows.length) return;
  const box = chart("by-group", t.by, true);
  const tabs = element("div", { class: "tabs" });
  box.parentElement.before(tabs);
  function draw(dimension) {
    for (const tab of tabs.children) tab.setAttribute("aria-pressed", String(tab.dataset.dimension === dimension));
    const keys = Object.keys(data.groups[dimension]);
    const label = (key) => data.groups[dimension][key];
    Plotly.newPlot(box, [{
      type: "heatmap", x: keys.map(label), y: rows.map((theme) => data.names[`problem.${theme.id}`]),
      z: rows.map((theme) => keys.map((key) => theme.by[dimension][key] || null)),
      customdata: rows.map((theme) => keys.map((key) => [theme.id, key])), colorscale: [[0, "#e8eff6"], [1, "#1f5a8c"]], xgap: 1, ygap: 1,
      texttemplate: keys.length <= 24 ? "%{z}" : "", hovertemplate: `%{y}<br>%{x}：%{z} ${t.agencies}<extra></extra>`, showscale: false, hoverongaps: false,
    }], {
      font, height: 190 + rows.length * 26, margin: { l: 10, r: 10, t: 10, b: 10 }, dragmode: false,
      xaxis: { automargin: true, fixedrange: true, tickangle: -40, type: "category" }, yaxis: { automargin: true, fixedrange: true },
    }, config);
    grid(box.closest("section"), rows.toReversed(), dimension, keys, label);
    box.removeAllListeners("plotly_click");
    box.on("plotly_click", (event) => {
      const [theme, key] = event.points[0].customdata;
      open(`${data.names[`problem.${theme}`]} · ${label(key)}`, behind("problem", theme, (report) => report[dimension] === key));
    });
  }
  for (const dimension of ["body", "level", "region"]) {
    tabs.append(element("button", { type: "button", "data-dimension": dimension, onclick: () => draw(dimension) }, t[`by_${dimension}`]));
  }
  draw("body");
}

// A sheet of paper is narrower than most screens: 180 mm at 96 dots an inch.
const PAPER = 680;
function drawn(layout) {
  for (const box of document.querySelectorAll(".chart")) Plotly.relayout(box, layout);
}
window.addEventListener("beforeprint", () => drawn({ autosize: false, width: PAPER }));
window.addEventListener("afterprint", () => drawn({ autosize: true, width: null }));

frequency("problem");
years();
groups();
frequency("measure");
document.documentElement.dataset.ready = "yes";
