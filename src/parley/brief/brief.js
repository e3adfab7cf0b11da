// Draws the charts of a brief from the specs in the page. Colours become CSS variables, so that the
// charts follow the reader's colour scheme and the printer without being drawn again.
(function () {
  "use strict";
  var COLUMN = 215; // the least width of one small chart with its axis
  var AXIS = 66; // what an axis needs beside it
  var EDGE = 8; // what stays free around a chart
  var FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
  var ruler = document.createElement("canvas").getContext("2d");
  var places = Array.prototype.slice.call(document.querySelectorAll("[data-chart]"));
  var colours = JSON.parse(document.getElementById("chart-colours").textContent);

  function coloured(node, key) {
    if (typeof node === "string") return Object.hasOwn(colours, node) ? colours[node] : node;
    if (Array.isArray(node)) return node.map(function (child) { return coloured(child, key); });
    if (node === null || typeof node !== "object") return node;
    var copy = {};
    Object.keys(node).forEach(function (name) {
      copy[name] = name === "data" ? node[name] : coloured(node[name], name);
    });
    return copy;
  }

  // Lines of at most this many pixels, broken between words, and inside one that alone is longer.
  function wrapped(lines, most, font) {
    ruler.font = font + " " + FONT;
    function fits(text) { return ruler.measureText(text).width <= most; }
    var rows = [];
    [].concat(lines).join(" ").split(" ").forEach(function (word) {
      var last = rows.length - 1;
      if (last >= 0 && fits(rows[last] + " " + word)) {
        rows[last] += " " + word;
        return;
      }
      var row = "";
      Array.from(word).forEach(function (letter) {
        if (row && !fits(row + letter)) {
          rows.push(row);
          row = "";
        }
        row += letter;
      });
      rows.push(row);
    });
    return rows;
  }

  function fitted(spec, width) {
    var title = spec.title;
    var inside = width - 2 * EDGE;
    title.text = wrapped(title.text, inside, "600 15px");
    title.subtitle = spec.usermeta.notes.reduce(function (rows, line) {
      return rows.concat(wrapped(line, inside, "12.5px"));
    }, []);
    if (!spec.concat) {
      spec.layer.forEach(function (layer) {
        var shape = layer.encoding.shape;
        if (shape && width < 480) shape.legend.labelExpr = "split(datum.label, ': ')";
      });
      spec.width = width - 4; // with its padding, as wide as its title
      return spec;
    }
    spec.columns = Math.max(1, Math.min(spec.columns, Math.floor(width / COLUMN)));
    var axis = "axis" in spec.usermeta ? spec.usermeta.axis : AXIS;
    var each = Math.floor(inside / spec.columns) - axis - (axis ? 10 : 22);
    spec.concat.forEach(function (child) {
      child.width = each;
      child.title.text = wrapped(child.title.text, axis ? each + axis - 14 : each, "500 13px");
      child.layer.forEach(function (layer) {
        if (layer.mark.limit) layer.mark.limit = each - 8;
      });
    });
    return spec;
  }

  function draw(place) {
    var width = place.clientWidth;
    if (!width || place.dataset.width === String(width)) return;
    place.dataset.width = String(width);
    var text = document.getElementById("spec-" + place.dataset.chart).textContent;
    var spec = fitted(coloured(JSON.parse(text)), width);
    vegaEmbed(place, spec, {
      ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip: false, mode: "vega-lite"
    }).then(function () {
      var svg = place.querySelector("svg");
      svg.setAttribute("aria-hidden", "true");
      svg.setAttribute("focusable", "false");
      place.dataset.drawn = "yes";
    }).catch(function (error) {
      place.dataset.drawn = "no";
      console.error(error);
    });
  }

  function drawAll() { places.forEach(draw); }

  var waiting;
  window.addEventListener("resize", function () {
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 150);
  });
  // On paper nothing can be unfolded.
  var closed = [];
  window.addEventListener("beforeprint", function () {
    closed = Array.prototype.slice.call(document.querySelectorAll("details.list:not([open])"));
    closed.forEach(function (details) { details.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (details) { details.open = false; });
  });
  drawAll();
})();
