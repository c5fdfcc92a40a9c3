"use strict";
// Draws the trajectories in the colours of the theme.
(() => {
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  function draw() {
    const font = { family: colour("sans"), size: 13, color: colour("ink") };
    for (const place of document.querySelectorAll(".chart")) {
      const { data, layout } = JSON.parse(JSON.stringify(figures[place.dataset.figure]));
      for (const trace of data) {
        if (trace.meta === "band") trace.fillcolor = colour("tint");
        else trace.line = { color: colour(trace.meta === "first" ? "ink" : "accent"), width: 2 };
      }
      Object.assign(layout, { font, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", width: place.clientWidth });
      for (const axis of [layout.xaxis, layout.yaxis]) Object.assign(axis, { gridcolor: colour("rule"), linecolor: colour("rule") });
      Plotly.react(place, data, layout, { displayModeBar: false, showTips: false });
    }
  }
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  addEventListener("resize", draw);
})();
